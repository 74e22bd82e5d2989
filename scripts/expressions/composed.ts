import type { Expression } from './expression.ts';

/**
 * Each regular expression that `modules` compose from pieces while they are loaded. They must not have been loaded
 * before.
 */
export async function composedBy(
  modules: readonly string[],
  load: (module: string) => Promise<unknown>,
): Promise<readonly Expression[]> {
  const found: Expression[] = [];
  const native = globalThis.RegExp;
  let place = '';
  globalThis.RegExp = new Proxy(native, {
    construct(target, args: [string | RegExp, string?], newTarget) {
      const made = Reflect.construct(target, args, newTarget) as RegExp;
      found.push({ source: made.source, flags: made.flags, place });
      return made;
    },
  });
  try {
    for (place of modules) await load(place);
  } finally {
    globalThis.RegExp = native;
  }
  return found;
}
