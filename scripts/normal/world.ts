import { type Random, seededRandom } from './random.ts';

/** One migration file of a simulated project, applied once in each environment. */
export interface SimulatedFile {
  /** When it was applied in staging, in days. */
  readonly day: number;
  readonly database: number;
  readonly stagingMs: number;
  readonly productionMs: number;
  /** Was it made many times slower in production, as by a lock? */
  readonly isSlowed: boolean;
}

/** What happens in a world. Durations are in seconds. */
interface Traits {
  readonly filesPerDay: number;
  /** Rows of production divided by those of staging: median, and standard deviations of the logarithm between tables and databases. */
  readonly ratio: { readonly median: number; readonly ofTables: number; readonly ofDatabases: number };
  /** Standard deviation of the logarithm of a duration, in each environment. */
  readonly noise: number;
  /** Share of the durations that other work makes up to `most` times longer. */
  readonly neighbours: { readonly share: number; readonly most: number };
  /** Share of the migrations that are 10 to 100 times slower in production. */
  readonly slowedShare: number;
  /** Growth of production's tables in 180 days. */
  readonly growth: number;
  /** When staging is restored from a copy of production, as a part of the time. */
  readonly refreshedAt: number | null;
  readonly shares: Readonly<Record<Work, number>>;
}

/**
 * What a file does: it changes metadata only, reads or rewrites a table (`scan`), changes rows (`backfill`), or anything at all.
 */
type Work = 'metadata' | 'scan' | 'backfill' | 'odd';

const USUAL: Traits = {
  filesPerDay: 3,
  ratio: { median: 8, ofTables: 0.7, ofDatabases: 0.5 },
  noise: 0.25,
  neighbours: { share: 0, most: 1 },
  slowedShare: 0,
  growth: 1,
  refreshedAt: null,
  shares: { metadata: 0.75, scan: 0.13, backfill: 0.1, odd: 0.02 },
};

/** Worlds with a known truth: what the method must hold in. */
export const WORLDS = {
  stable: { says: 'nothing changes', traits: USUAL },
  growth: { says: "production's tables triple in 180 days", traits: { ...USUAL, growth: 3 } },
  neighbours: {
    says: 'one of 10 durations is up to 6 times longer because of other work',
    traits: { ...USUAL, neighbours: { share: 0.1, most: 6 } },
  },
  pathological: { says: 'one of 100 is 10 to 100 times slower', traits: { ...USUAL, slowedShare: 0.01 } },
  refreshed: {
    says: 'staging becomes a copy of production half-way',
    traits: { ...USUAL, refreshedAt: 0.5 },
  },
  few: { says: 'two files a week', traits: { ...USUAL, filesPerDay: 0.3 } },
  mixture: {
    says: 'nearly half of the files change rows',
    traits: { ...USUAL, shares: { metadata: 0.5, scan: 0.05, backfill: 0.43, odd: 0.02 } },
  },
  unlike: {
    says: 'staging says little about production',
    traits: { ...USUAL, ratio: { median: 8, ofTables: 1.5, ofDatabases: 1.2 }, noise: 0.5 },
  },
  'same size': {
    says: 'both have the same data',
    traits: { ...USUAL, ratio: { median: 1, ofTables: 0.15, ofDatabases: 0.1 } },
  },
} as const satisfies Readonly<Record<string, { readonly says: string; readonly traits: Traits }>>;
export type World = keyof typeof WORLDS;

export const DAYS = 360;
export const DATABASES = 3;
const TABLES = 12;

interface Table {
  readonly rows: number;
  readonly ratio: number;
}

interface Database {
  /** How much slower production is without any data, by network and version. */
  readonly latency: number;
  readonly tables: readonly Table[];
}

/** All files of a world, by day. The same for the same seed. */
export function filesOf(world: World, seed: number): readonly SimulatedFile[] {
  const traits: Traits = WORLDS[world].traits;
  const random = seededRandom(seed * 7_919 + 13);
  const databases = Array.from({ length: DATABASES }, () => databaseOf(traits, random));
  const files: SimulatedFile[] = [];
  for (let day = timeToNext(traits, random); day < DAYS; day += timeToNext(traits, random)) {
    const database = Math.floor(random.next() * DATABASES);
    files.push({ day, database, ...durationsOf(day, databases[database]!, traits, random) });
  }
  return files;
}

function timeToNext({ filesPerDay }: Traits, { next }: Random): number {
  return -Math.log(1 - next()) / filesPerDay;
}

function databaseOf({ ratio }: Traits, random: Random): Database {
  const ofDatabase = logNormal(ratio.median, ratio.ofDatabases, random);
  return {
    latency: logNormal(1.4, 0.3, random),
    tables: Array.from({ length: TABLES }, () => ({
      rows: logNormal(2e5, 1.8, random),
      ratio: Math.max(0.5, logNormal(ofDatabase, ratio.ofTables, random)),
    })),
  };
}

/** What each migration costs besides its work, in seconds. */
const OWN_S = 0.004;
const METADATA_S = 0.012;
const HOUR_S = 3_600;
const MOST_S = 24 * HOUR_S;

function durationsOf(
  day: number,
  { latency, tables }: Database,
  traits: Traits,
  random: Random,
): Pick<SimulatedFile, 'stagingMs' | 'productionMs' | 'isSlowed'> {
  const work = workOf(traits, random);
  const table = tables[Math.floor(random.next() * TABLES)]!;
  const isRefreshed = traits.refreshedAt !== null && day > DAYS * traits.refreshedAt;
  const rows = isRefreshed ? table.rows * table.ratio : table.rows;
  const ratio = isRefreshed ? 1 : table.ratio * traits.growth ** (day / 180);
  let [staging, production] = secondsOf(work, rows, ratio, latency, random);
  staging *= noiseOf(traits, random);
  production *= noiseOf(traits, random);
  const isSlowed = random.next() < traits.slowedShare;
  if (isSlowed) production = Math.min(production * 10 ** (1 + random.next()) + 30, 4 * HOUR_S);
  return { stagingMs: staging * 1_000, productionMs: Math.min(production, MOST_S) * 1_000, isSlowed };
}

function workOf({ shares }: Traits, { next }: Random): Work {
  let left = next();
  for (const [work, share] of Object.entries(shares)) {
    left -= share;
    if (left <= 0) return work as Work;
  }
  return 'metadata';
}

/** Seconds in staging and in production, without noise. */
function secondsOf(
  work: Work,
  rows: number,
  ratio: number,
  latency: number,
  random: Random,
): [number, number] {
  if (work === 'metadata') {
    const own = logNormal(METADATA_S, 0.8, random);
    return [OWN_S + own, OWN_S + own * latency];
  }
  if (work === 'odd') {
    const pareto = 0.02 * (1 - random.next()) ** (-1 / 0.9);
    return [OWN_S + Math.min(pareto, HOUR_S), OWN_S + Math.min(pareto * logNormal(2, 1, random), 2 * HOUR_S)];
  }
  const perRow = work === 'scan' ? logNormal(1.2e-6, 0.5, random) : logNormal(6e-5, 1.1, random);
  const part = work === 'scan' ? 1 : Math.min(1, logNormal(0.5, 0.6, random));
  const seconds = perRow * part * rows;
  return [OWN_S + METADATA_S + seconds, OWN_S + METADATA_S + seconds * ratio];
}

function noiseOf({ noise, neighbours }: Traits, random: Random): number {
  const other = random.next() < neighbours.share ? 1.5 + random.next() * (neighbours.most - 1.5) : 1;
  return logNormal(1, noise, random) * other;
}

function logNormal(median: number, deviation: number, { normal }: Random): number {
  return median * Math.exp(deviation * normal());
}
