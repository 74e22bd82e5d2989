import { type Random, random } from '../bench/payloads/random.ts';
import { type Dialect, dialectOf, type EngineName } from './dialect.ts';
import { type Job, makeJob } from './make-job.ts';
import { makeVersions } from './make-versions.ts';
import type { MigrationFile, Part } from './migration-file.ts';
import type { Flaw, Names, Piece } from './piece.ts';
import { type Disturbance, type Scenario, SURROUNDINGS, versionAfter } from './scenario.ts';

const NOUNS = ['parcel', 'invoice', 'voucher', 'ticket', 'shipment', 'refund', 'label', 'batch', 'region'];
const VERBS = ['add', 'create', 'backfill', 'rework', 'split', 'index'];

/** SQLite is rare in the cloud, so it has fewer turns. */
const TURNS: readonly EngineName[] = [
  'postgres',
  'mysql',
  'pgx5',
  'sqlite',
  'postgres',
  'mysql',
  'pgx5',
  'mysql',
];

/** The scenario of `seed`: the same one on every machine. */
export function makeScenario(seed: number): Scenario {
  const choose = random(seed);
  const engine = TURNS[seed % TURNS.length]!;
  const dialect = dialectOf(engine);
  const isPostgres = engine === 'postgres' || engine === 'pgx5';
  const multiStatement = isPostgres && choose.int(1, 8) === 1;
  const noTxWrap = engine === 'sqlite' && choose.int(1, 6) === 1;
  const job = makeJob(choose);
  const at = placeOfFault(choose, job);
  const modes: Modes = { multiStatement, noTxWrap, makeNames: namesFrom(choose) };
  const trouble = makeTrouble(choose, engine, dialect, modes);
  const versions = makeVersions(choose, job.files);
  const files = versions.map((name, index): MigrationFile => {
    const own = index === at ? trouble : null;
    const parts = makeParts(choose, dialect, modes, own);
    return {
      ...name,
      identifier: `${choose.pick(VERBS)}_${choose.pick(NOUNS)}`,
      parts,
      transaction: makeTransaction(choose, dialect, parts, { engine, noTxWrap, own }),
      style: {
        quote: choose.int(1, 4) === 1 ? dialect.quote : '',
        lowerCase: choose.int(1, 4) === 1,
      },
      newlineAtEnd: choose.int(1, 5) > 1,
    };
  });
  const flaw = trouble.flaw;
  return {
    seed,
    engine,
    verbose: choose.int(1, 3) > 1,
    surroundings: choose.pick(SURROUNDINGS),
    files,
    start: job.start,
    target: job.target,
    direction: job.direction,
    command: job.command === 'goto' ? `goto ${versionAfter({ files }, job.target)}` : job.command,
    at,
    what: trouble.what,
    disturbance: trouble.disturbance,
    afterwards: choose.pick(['finish', 'finish', 'end']),
    chosen: choose.pick(['undo', 'finish']),
    again: choose.int(1, 20) === 1,
    multiStatement,
    noTxWrap,
    parameters: [
      ...(multiStatement ? ['x-multi-statement=true'] : []),
      ...(noTxWrap ? ['x-no-tx-wrap=true'] : []),
      // A reader of the SQLite file locks it for a moment.
      ...(engine === 'sqlite' ? ['_pragma=busy_timeout(20000)'] : []),
      ...(flaw?.parameters === undefined ? [] : [flaw.parameters]),
    ],
    typed: choose.pick(['text', 'declared']),
  };
}

/** Chooses the first file of a job, the last, or any, each with the same probability. */
function placeOfFault(choose: Random, { start, target, direction }: Job): number {
  const last = Math.abs(target - start) - 1;
  const step = choose.pick([0, last, choose.int(0, last)]);
  return direction === 'up' ? start + step : start - 1 - step;
}

/** Names and numbers that never repeat within a scenario. */
function namesFrom(choose: Random): (madeBefore?: string) => Names {
  let count = 0;
  return (madeBefore) => {
    count++;
    return {
      name: `${choose.pick(NOUNS)}_${count}`,
      number: 100 + count,
      ...(madeBefore === undefined ? {} : { madeBefore }),
      pick: choose.pick,
    };
  };
}

/** The fault: a flaw in the file, or a disturbance while the job waits in it. */
interface Trouble {
  readonly what: string;
  readonly flaw: Flaw | null;
  readonly disturbance: Disturbance | null;
  readonly stall: string | null;
  /** Name of the table that a flaw needs before it. */
  readonly before: string | null;
}

interface Modes {
  readonly multiStatement: boolean;
  readonly noTxWrap: boolean;
  readonly makeNames: (madeBefore?: string) => Names;
}

/** Four of five faults are flaws, and three of four flaws are common ones. */
function makeTrouble(choose: Random, engine: EngineName, dialect: Dialect, modes: Modes): Trouble {
  if (choose.int(1, 5) === 1) return disturbed(choose, engine, dialect);
  const common = Object.entries(dialect.flaws);
  const odd = Object.entries({ ...dialect.oddFlaws, ...(modes.multiStatement ? {} : dialect.bodyFlaws) });
  for (;;) {
    const [what, make] = choose.pick(choose.int(1, 4) === 1 ? odd : common);
    const before = choose.int(1, 3) === 1 ? modes.makeNames().name : undefined;
    const flaw = make(modes.makeNames(before));
    if (flaw === null) continue;
    if (flaw.inTransaction && (modes.multiStatement || modes.noTxWrap)) continue;
    if (flaw.place === 'alone' && before !== undefined) continue;
    return { what, flaw, disturbance: null, stall: null, before: before ?? null };
  }
}

function disturbed(choose: Random, engine: EngineName, dialect: Dialect): Trouble {
  const disturbance = choose.pick<Disturbance>([
    { kind: 'signal', signal: 'SIGKILL' },
    { kind: 'signal', signal: 'SIGTERM' },
    { kind: 'signal', signal: 'SIGINT' },
    ...(engine === 'sqlite' ? [] : [{ kind: 'session-ended' } as const]),
  ]);
  const what = disturbance.kind === 'signal' ? disturbance.signal : 'session ended by the server';
  const long = disturbance.kind !== 'signal' || disturbance.signal !== 'SIGINT';
  return { what, flaw: null, disturbance, stall: dialect.stall(long), before: null };
}

function makeParts(choose: Random, dialect: Dialect, modes: Modes, trouble: Trouble | null): readonly Part[] {
  const fault: Part[] = [];
  if (trouble?.flaw) fault.push({ flaw: trouble.flaw });
  if (trouble?.stall) fault.push({ stall: trouble.stall });
  if (trouble?.flaw?.place === 'alone') return fault;
  // A correct file is not empty.
  const least = trouble?.flaw?.instead && !trouble.flaw.inTransaction ? 0 : 1;
  const pieces = Array.from(
    { length: choose.int(least, 3) },
    (): Part => ({ piece: makePiece(choose, dialect, modes) }),
  );
  const parts = [...pieces];
  if (choose.int(1, 3) === 1) {
    const filler = choose
      .pick(dialect.fillers.filter((text) => !modes.multiStatement || isWholeWhenCut(text)))
      .replace('scratch', `scratch_${modes.makeNames().number}`);
    parts.splice(choose.int(0, parts.length), 0, { filler });
  }
  const place = trouble?.flaw?.place === 'last' ? parts.length : choose.int(0, parts.length);
  parts.splice(place, 0, ...fault);
  if (trouble?.before) parts.splice(choose.int(0, place), 0, { piece: dialect.table(trouble.before) });
  return parts;
}

function makePiece(choose: Random, dialect: Dialect, { multiStatement, makeNames }: Modes): Piece {
  for (;;) {
    const piece = choose.pick(dialect.pieces)(makeNames());
    if (!multiStatement || (isWholeWhenCut(piece.up) && isWholeWhenCut(piece.down))) return piece;
  }
}

/** Multi-statement mode cuts at every semicolon, also inside bodies and literals. */
function isWholeWhenCut(sql: string): boolean {
  return !/\$\$|'[^']*;[^']*'|--.*;|\/\*[^/]*;/.test(sql);
}

function makeTransaction(
  choose: Random,
  dialect: Dialect,
  parts: readonly Part[],
  { engine, noTxWrap, own }: { engine: EngineName; noTxWrap: boolean; own: Trouble | null },
): MigrationFile['transaction'] {
  if (engine === 'sqlite' && !noTxWrap) return null;
  if (own?.flaw?.place !== undefined || own?.flaw?.inTransaction) return null;
  if (choose.int(1, 3) > 1) return null;
  const from = choose.int(0, parts.length - 1);
  return { begin: choose.pick(dialect.begin), from, to: choose.int(from + 1, parts.length) };
}
