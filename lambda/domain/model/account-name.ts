/**
 * Names of log groups, clusters and tasks exist once in each account. So the name of one in another account than the monitor's is
 * kept as `<account>:<name>`. Names in the monitor's own account are kept as they are. None of these names contains a colon.
 */

const ACCOUNT = /^\d{12}$/;
const IN_ACCOUNT = /^(\d{12}):([\s\S]*)$/;

/**
 * How a monitor of the account `own` keeps `name`, a name in `account`. Anything but 12 digits, such as `undefined`, stands for its
 * own account.
 */
export function nameIn(account: string | null | undefined, name: string, own: string): string {
  return account == null || account === own || !ACCOUNT.test(account) ? name : `${account}:${name}`;
}

/** The account of a name that {@link nameIn} made; `undefined` if it is the monitor's own. */
export function accountOf(name: string): string | undefined {
  return IN_ACCOUNT.exec(name)?.[1];
}

/** The name itself. */
export function nameOf(name: string): string {
  return IN_ACCOUNT.exec(name)?.[2] ?? name;
}

/** For people: `/ecs/orders`, or `/ecs/orders of account 444455556666`. */
export function nameWords(name: string): string {
  const account = accountOf(name);
  return account === undefined ? name : `${nameOf(name)} of account ${account}`;
}

/** `name` in the same account as `other`. */
export function nameBeside(other: string, name: string): string {
  const account = accountOf(other);
  return account === undefined ? name : `${account}:${name}`;
}
