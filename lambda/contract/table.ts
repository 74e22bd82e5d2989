/**
 * The schema of the one table. The CDK app creates it on AWS; the demo and the tests create it on dynalite.
 *
 * | partition key | sort key | item |
 * | --- | --- | --- |
 * | `origin#<origin id>` | `fact#~<time, base 36>#<fact id>` | fact; the time is the latest that the fact says something about. An earlier release stored facts under `fact#<fact id>` |
 * | `origin#<origin id>` | `run#<run id>` | run record |
 * | `origin#<origin id>` | `snapshot` | state that the fold continues from, so that no older facts and records are read; few origins have one |
 * | `target#<environment>#<database>` | `state` | database state: last clean version, last runs |
 * | `target#<environment>#<database>` | `incident#<kind>#<n>` | incident |
 * | `target#<environment>#<database>` | `history` | how long the last migrations took |
 * | `target#<environment>#<all databases>` | `mute#<id>` | a time in which people asked for no pages about the environment |
 * | `expected#<environment>#<database>` | `<name>@<due at>` | one time at which a run is expected |
 * | `expected#<environment>#<database>` | `(deploy)` | the run that the last deploy expects |
 * | `delivery#<incident key>` | `<channel>` | what was last sent to that channel, and its answers; in its own partition, so that `page` does not read it |
 * | `test#<topic>` | `<time, base 36>#<id>` | test page of `migrate-watch test-page`; in the open index until it is over |
 * | `test#<topic>` | `<time, base 36>#<id>#<channel>` | what a person said: whether that test page came |
 * | `review#sent` | `<week or month>` | a review, and which channels it was sent to |
 * | `review#decisions` | `<finding>` | what people decided about a finding of a review |
 * | `index#recent` | `progress` | how far the sweep has put the items of an earlier release into the index `recent` |
 *
 * Keys and index partitions are strings; `dueAt` and `listedAt` are numbers, epoch ms.
 */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds, DynamoDB's own unit for TTL. */
  ttl: 'expiresAt',
  /**
   * A sparse index: only open items (runs not ended, incidents not resolved, outboxes with entries, expected runs) have both
   * attributes. It projects all attributes, so that the sweep needs one Query only.
   */
  openIndex: { name: 'open', partitionKey: 'open', sortKey: 'dueAt', partition: 'open' },
  /**
   * A sparse index for people who read: database states, run records and incidents, each in a partition of {@link LISTS}. It projects
   * one attribute, a small JSON text without any text of a log.
   */
  recentIndex: { name: 'recent', partitionKey: 'list', sortKey: 'listedAt', summary: 'summary' },
} as const;

/** Partitions of the index `recent`. `listedAt` is 0 for a state, the start for a run, and the opening for an incident. */
export const LISTS = ['state', 'run', 'incident'] as const;
export type List = (typeof LISTS)[number];

/** 9999-12-31T23:59:59.999Z, epoch ms. Keeps an item in the open index for which the sweep has nothing to do. */
export const NEVER_DUE = 253_402_300_799_999;

/** Prefixes of partition keys. The IAM policies of functions name them too. */
export const PARTITIONS = {
  origin: 'origin#',
  target: 'target#',
  expected: 'expected#',
  delivery: 'delivery#',
  index: 'index#',
  test: 'test#',
  review: 'review#',
} as const;
export type Partition = keyof typeof PARTITIONS;

/** How long items are kept that people may want to see again, in days. */
export interface Retention {
  /** Facts are kept for more than {@link SEALED_AFTER_DAYS}. */
  readonly fact: number;
  readonly run: number;
  readonly incident: number;
}

/**
 * Defaults. Deliveries are kept longer than SNS retries (23 days) plus the time in a dead-letter queue (14 days). Test pages, and the
 * deliveries of them, are kept as the proof that a route reaches people. Reviews and decisions are kept for a year of reviews.
 */
export const RETENTION_DAYS = {
  fact: 45,
  run: 400,
  incident: 400,
  delivery: 45,
  test: 400,
  review: 400,
} as const;
