/** Environment variables of the `page` function, beside `TABLE_NAME` and `SOURCES`. */
export const PAGE_ENV = {
  criticalTopicArn: 'CRITICAL_TOPIC_ARN',
  warningTopicArn: 'WARNING_TOPIC_ARN',
  infoTopicArn: 'INFO_TOPIC_ARN',
  /** Where the runbook is; pages link to its headings. */
  runbookUrl: 'RUNBOOK_URL',
  /** Where the overview dashboard is; left out: pages link to none. */
  dashboardUrl: 'DASHBOARD_URL',
  /** Set by Lambda itself. */
  region: 'AWS_REGION',
  /** JSON: severity by environment; left out: production critical, unmatched warning. */
  severities: 'SEVERITIES',
  /** JSON: schedules of maintenance windows; left out: none. */
  maintenance: 'MAINTENANCE',
} as const;
