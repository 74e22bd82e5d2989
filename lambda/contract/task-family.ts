/**
 * Is `family` one of those that a source declares? One `*` in `declared` stands for any characters, as in an event
 * pattern of EventBridge; without it, the names must be equal.
 */
export function isOfFamily(declared: string, family: string): boolean {
  const star = declared.indexOf('*');
  if (star === -1) return declared === family;
  const [beginning, end] = [declared.slice(0, star), declared.slice(star + 1)];
  return (
    family.length >= beginning.length + end.length && family.startsWith(beginning) && family.endsWith(end)
  );
}
