import colours from 'picocolors';
import {
  type DatabaseStatus,
  isInTrouble,
  type Pending,
  type Status,
  statusOf,
} from '../../../lambda/domain/incidents/database-status.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import { comparedWords } from '../../../lambda/domain/pages/expectation.ts';
import { spanText } from '../../../lambda/domain/pages/time.ts';
import { handlingJson, handlingWords } from './acted.ts';
import { MonitorFault } from './fault.ts';
import { shortKey } from './keys.ts';
import { clockMoment, exactMoment, isoMoment, localMoment, localZone } from './moments.ts';
import { type MonitorOptions, withMonitor } from './open-monitor.ts';
import { leftWords, say, terminalColumns } from './output.ts';
import { type Column, tableText } from './table.ts';
import { typedText } from './typed-text.ts';

export interface StatusOptions extends MonitorOptions {
  readonly json?: boolean;
  readonly wide?: boolean;
  /** Exit 1 if a database is dirty or an incident is open. */
  readonly exitCode?: boolean;
}

/** `migrate-watch status`: where each database is now; returns the exit code. `wanted` are environments, or databases as `ENV/DB`. */
export async function status(wanted: readonly string[], options: StatusOptions): Promise<number> {
  return withMonitor(options, async ({ table, settings, stack }) => {
    const [{ states, left }, open] = await Promise.all([table.states(), table.open()]);
    const all = statusOf(states, open, settings);
    const shown = chosen(all, wanted, stack);
    const now = Date.now();
    if (options.json) {
      process.stdout.write(`${printableJson(shown.databases.map((row) => statusJson(row, now)))}\n`);
      if (left > 0) process.stderr.write(`${leftWords(left)}\n`);
    } else say([...textOf(shown, options.wide === true, now), ...(left > 0 ? [leftWords(left)] : [])]);
    const isTroubled = shown.databases.some(isInTrouble) || shown.others.length > 0;
    return options.exitCode && isTroubled ? 1 : 0;
  });
}

/** @throws {@link MonitorFault} if nothing is known about one that is asked for */
function chosen(all: Status, wanted: readonly string[], stack: string): Status {
  if (wanted.length === 0) return all;
  const matches = ({ environment, database }: DatabaseStatus['target'], name: string) =>
    name === environment || name === `${environment}/${database}`;
  const unknown = wanted.find((name) => !all.databases.some(({ target }) => matches(target, name)));
  if (unknown !== undefined) {
    const environments = [...new Set(all.databases.map(({ target }) => target.environment))];
    const known = environments.length === 0 ? 'none yet' : environments.map(printable).join(', ');
    throw new MonitorFault(
      `nothing is known about ${typedText(unknown)} in stack ${stack}; expected an environment or ENVIRONMENT/DATABASE, environments: ${known}`,
      3,
    );
  }
  const isWanted = (target: DatabaseStatus['target']) => wanted.some((name) => matches(target, name));
  return {
    databases: all.databases.filter(({ target }) => isWanted(target)),
    others: all.others.filter(({ target }) => isWanted(target)),
  };
}

function textOf({ databases, others }: Status, wide: boolean, now: number): readonly string[] {
  if (databases.length === 0 && others.length === 0)
    return ['No run of golang-migrate has been recorded yet.', `As of ${exactMoment(now)}.`];
  const columns = terminalColumns();
  const table = tableText(databases, columnsOfStatus(now), { columns, wide });
  const notes = others.map(({ key, title }) => `Also open: ${shortKey(key)}: ${title}`);
  return [
    ...(databases.length === 0 ? [] : [table, '']),
    ...notes.map((note) => printable(note)),
    `${summary(databases, others.length)} As of ${exactMoment(now)}.`,
  ];
}

function columnsOfStatus(now: number): readonly Column<DatabaseStatus>[] {
  return [
    { title: 'Database', text: ({ target }) => `${target.environment}/${target.database}` },
    { title: 'State', text: stateWords, colour: (row) => COLOUR[row.condition] },
    {
      title: 'Open incident',
      text: ({ incidents }) => incidentWords(incidents.map(({ key }) => shortKey(key))),
      colour: () => colours.red,
    },
    {
      title: 'Handled by',
      text: ({ incidents }) => incidents.flatMap(({ handling }) => handlingWords(handling, now)).join('; '),
    },
    { title: 'Since', text: ({ since }) => (since === null ? '' : spanText(now - since)), right: true },
    { title: 'Last run', text: (row) => [...lastRunWords(row, now), ...expectedWords(row, now)].join('; ') },
    { title: 'Pending', text: ({ pending }) => (pending === null ? '' : pendingWords(pending)), least: 12 },
    {
      title: `Last run, ${localZone()}`,
      text: ({ lastRun }) => (lastRun === null ? '' : localMoment(lastRun.startedAt)),
      wide: true,
    },
    { title: 'Run', text: ({ lastRun }) => lastRun?.id ?? '', wide: true },
  ];
}

const COLOUR: Readonly<Record<DatabaseStatus['condition'], (text: string) => string>> = {
  clean: colours.green,
  dirty: colours.red,
  unknown: colours.dim,
};

function stateWords({ condition, version, dirtyVersion, markedByHand, lastRun }: DatabaseStatus): string {
  switch (condition) {
    case 'dirty':
      return dirtyVersion === null ? 'DIRTY' : `DIRTY at ${dirtyVersion}`;
    case 'clean':
      return `${version} clean${markedByHand ? ' (forced)' : ''}`;
    case 'unknown':
      return lastRun === null ? 'no run yet' : 'version not known';
    default:
      return condition satisfies never;
  }
}

function incidentWords(keys: readonly string[]): string {
  const [first = '', ...others] = keys;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function lastRunWords({ running, lastRun }: DatabaseStatus, now: number): readonly string[] {
  if (running !== null) {
    const since = running.startedAt === null ? '' : ` for ${spanText(now - running.startedAt)}`;
    const compared = comparedWords(running, now);
    return [`running${since}${compared === null ? '' : `, ${compared}`}`];
  }
  return lastRun === null ? [] : [`${lastRun.outcome} ${spanText(now - lastRun.startedAt)} ago`];
}

function expectedWords({ expected }: DatabaseStatus, now: number): readonly string[] {
  if (expected === null) return [];
  const { version, dueAt } = expected;
  return [`${version === undefined ? 'a run' : version} is expected until ${clockMoment(dueAt, now)}`];
}

function pendingWords({ environment, version, versions, complete }: Pending): string {
  if (!complete) return `${environment} is at ${version}`;
  return `${versions.join(', ')} (${environment} has ${versions.length === 1 ? 'it' : 'them'})`;
}

function summary(databases: readonly DatabaseStatus[], others: number): string {
  const dirty = databases.filter(({ condition }) => condition === 'dirty').length;
  const open = databases.reduce((sum, { incidents }) => sum + incidents.length, others);
  return `${counted(databases.length, 'database')}, ${dirty} dirty, ${counted(open, 'open incident')}.`;
}

/** One database as `status --json` prints it. Field names are a contract: docs/commands.md lists them. */
export function statusJson(row: DatabaseStatus, now: number) {
  const { target, condition, version, markedByHand, dirtyVersion, since } = row;
  const { lastRun, running, expected, incidents, pending } = row;
  return {
    ...target,
    state: condition,
    version,
    markedByHand,
    dirtyVersion,
    since: isoMoment(since),
    lastRun: lastRun && {
      runId: lastRun.id,
      startedAt: isoMoment(lastRun.startedAt),
      outcome: lastRun.outcome,
      command: lastRun.command,
    },
    running: running && {
      runId: running.id,
      startedAt: isoMoment(running.startedAt),
      command: running.command,
      compared: comparedWords(running, now),
    },
    expected: expected && { version: expected.version ?? null, until: isoMoment(expected.dueAt) },
    incidents: incidents.map(({ key, title, openedAt, dirty, handling }) => ({
      key,
      title,
      openedAt: isoMoment(openedAt),
      dirty,
      handling: handlingJson(handling),
    })),
    pending,
  };
}
