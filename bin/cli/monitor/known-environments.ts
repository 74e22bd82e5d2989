import type { DeployedMonitor } from './open-monitor.ts';

/** The environments that the table or the settings file here knows, by name; and how many databases are not listed yet. */
export async function knownEnvironments({
  table,
  settings,
}: DeployedMonitor): Promise<{ readonly environments: readonly string[]; readonly left: number }> {
  const [{ states, left }, { incidents }] = await Promise.all([table.states(), table.open()]);
  const targets = [...states, ...incidents].map(({ target }) => target);
  const known = new Set([...targets, ...(settings?.targets ?? [])].map(({ environment }) => environment));
  return { environments: [...known].sort(), left };
}
