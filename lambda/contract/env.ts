/** Environment variables that the CDK app sets and the handlers read. */
export const ENV = {
  tableName: 'TABLE_NAME',
  eventsTopicArn: 'EVENTS_TOPIC_ARN',
  /**
   * JSON: the declared sources; left out: none is declared, every run is `unmatched`. Or `@` and the name of a file beside the
   * handler that holds it; in there `$` and a variable's name stands for a log group, cluster or project that only the deploy knows.
   */
  sources: 'SOURCES',
  /** JSON: deadlines that differ from the defaults, in ms. */
  deadlines: 'DEADLINES',
  /** JSON: by environment, deadlines that differ from those of all environments, in ms; left out: none do. */
  deadlinesByEnvironment: 'DEADLINES_BY_ENVIRONMENT',
  /** JSON, `ingest` only: names and expressions of the user's error patterns; left out: there are none. */
  errorPatterns: 'ERROR_PATTERNS',
  /** JSON: days that facts, runs and incidents are kept, where they differ from the defaults. */
  retention: 'RETENTION',
} as const;
