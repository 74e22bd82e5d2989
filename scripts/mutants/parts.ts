/** Files whose tests are judged by mutants, and the tests that see each of these. */
export interface Part {
  readonly name: string;
  readonly folder: string;
  /** Names of the files in it that are mutated. */
  readonly files: RegExp;
  /** Test files, or folders of them, quick and decisive ones first: the first failing test kills a mutant. */
  readonly tests: readonly string[];
}

/** Tests of whole stories from the settings on; they take three seconds in all. */
const STORIES = [
  'test/pipeline/page.test.ts',
  'test/pipeline/page-news.test.ts',
  'test/pipeline/page-history.test.ts',
  'test/pipeline/page-numbers.test.ts',
  'test/pipeline/page-crossings.test.ts',
  'test/pipeline/wide-alarm.test.ts',
  'test/pipeline/many-failures.test.ts',
  'test/pipeline/image.test.ts',
  'test/pipeline/error-pattern.test.ts',
  'test/pipeline/unusual-duration.test.ts',
  'test/pipeline/canary.test.ts',
  'test/cases/cases.test.ts',
];

/**
 * Generated series (schedules, orders, crash points, planted secrets) are left out: each takes longer than all of
 * these.
 */
export const PARTS: readonly Part[] = [
  {
    name: 'incident',
    folder: 'lambda/domain/incidents',
    files: /\.ts$/,
    tests: [
      'test/domain/incidents/',
      ...STORIES,
      'test/pipeline/sweep-limits.test.ts',
      'test/pipeline/writers.test.ts',
    ],
  },
  {
    name: 'pipeline',
    folder: 'lambda/pipeline',
    files: /\.ts$/,
    tests: [
      'test/pipeline/side-by-side.test.ts',
      'test/pipeline/outbox.test.ts',
      'test/pipeline/send-transitions.test.ts',
      'test/pipeline/record.test.ts',
      'test/pipeline/ingest-health.test.ts',
      'test/pipeline/requests-of.test.ts',
      'test/pipeline/share.test.ts',
      'test/pipeline/read-open.test.ts',
      'test/pipeline/reconcile.test.ts',
      'test/pipeline/writers.test.ts',
      'test/pipeline/sweep-limits.test.ts',
      'test/pipeline/sweep-tasks.test.ts',
      'test/pipeline/told-together.test.ts',
      'test/pipeline/deliver.test.ts',
      'test/pipeline/explain.test.ts',
      ...STORIES,
      'test/pipeline/two-writers.test.ts',
      'test/adapters/canary.test.ts',
      'test/pipeline/former-shape.test.ts',
      'test/pipeline/bad-input.test.ts',
      'test/pipeline/record-in-parts.test.ts',
    ],
  },
  {
    name: 'stores',
    folder: 'lambda/adapters',
    files: /^(?:aws\/(?:dynamodb-.*|conditional-put|item-body|table-keys)|local\/memory-.*-store)\.ts$/,
    tests: [
      'test/adapters/table-keys.test.ts',
      'test/adapters/item-body.test.ts',
      'test/adapters/dynamodb-table.test.ts',
      'test/adapters/delivery-store.test.ts',
      'test/adapters/incident-store.test.ts',
      'test/adapters/consistent-reads.test.ts',
      'test/pipeline/page.test.ts',
      'test/pipeline/page-history.test.ts',
      'test/pipeline/writers.test.ts',
      'test/adapters/fact-store.test.ts',
    ],
  },
];
