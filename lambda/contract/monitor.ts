/** Where a monitor runs and what it is called. No two monitors have the same three. */
export interface MonitorPlace {
  readonly account: string;
  readonly region: string;
  /** The prefix of its alarms; the value of the dimension `Monitor`. */
  readonly name: string;
}

/** `<account>/<Region>/<name>`. The parts may be tokens of CDK. */
export function formatMonitorPlace({ account, region, name }: MonitorPlace): string {
  return [account, region, name].join('/');
}

/** The parts; `undefined` when the text is not a monitor's place. */
export function parseMonitorPlace(text: string): MonitorPlace | undefined {
  const [, account, region, name] = /^(\d{12})\/([a-z0-9-]+)\/([A-Za-z0-9-]+)$/.exec(text) ?? [];
  return account && region && name ? { account, region, name } : undefined;
}
