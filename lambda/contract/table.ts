/**
 * The one table, described once: the CDK app creates it on AWS from this, the demo and the tests on dynalite.
 *
 * | partition key | sort key | item |
 * | --- | --- | --- |
 * | `origin#<origin id>` | `fact#~<time, base 36>#<fact id>` | fact; the time is up to when it tells of runs. Those stored before keys had one: `fact#<fact id>` |
 * | `origin#<origin id>` | `run#<run id>` | run record |
 * | `origin#<origin id>` | `snapshot` | what the fold goes on from, so that neither facts nor records before it are read; few origins have one |
 * | `target#<environment>#<database>` | `state` | database state: last clean version, last runs' durations |
 * | `target#<environment>#<database>` | `incident#<kind>#<n>` | incident |
 * | `expected#<environment>#<database>` | `<name>@<due at>` | one time that a run has to come |
 * | `delivery#<incident key>` | `<channel>` | what that channel was sent last: not beside the incident, so that `page` never reads it |
 *
 * Both keys and the index partition are strings; `dueAt` is a number, epoch ms.
 */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds, DynamoDB's own unit for TTL. */
  ttl: 'expiresAt',
  /**
   * Sparse: only what is open (runs not ended, incidents not resolved, owed requests, runs expected) carries both attributes.
   * Projects all attributes, so one Query tells the sweep everything.
   */
  openIndex: { name: 'open', partitionKey: 'open', sortKey: 'dueAt', partition: 'open' },
} as const;

/** 9999-12-31T23:59:59.999Z, epoch ms: keeps an item in the open index although the sweep has nothing to do for it. */
export const NEVER_DUE = 253_402_300_799_999;

/** What partition keys begin with: a function's rights name them too. */
export const PARTITIONS = {
  origin: 'origin#',
  target: 'target#',
  expected: 'expected#',
  delivery: 'delivery#',
} as const;
export type Partition = keyof typeof PARTITIONS;

/** How long what people may want to look at again is kept, in days. */
export interface Retention {
  /** What runs are made of; more than {@link SEALED_AFTER_DAYS}. */
  readonly fact: number;
  readonly run: number;
  readonly incident: number;
}

/** Days that items live, unless set otherwise; a delivery's outlive every retry of SNS (23 days) and of the failure destination (14 days). */
export const RETENTION_DAYS = { fact: 45, run: 400, incident: 400, delivery: 45 } as const;
