import { RETENTION_DAYS } from '../../lambda/contract/table.ts';
import { counted } from '../../lambda/domain/model/counted.ts';
import type { DeployedResource } from '../resolved-template.ts';
import { table } from './table.ts';

const SECONDS_PER_DAY = 24 * 60 * 60;

const ITEMS: Readonly<Record<keyof typeof RETENTION_DAYS, string>> = {
  fact: 'facts: redacted lines, starts and ends of runs (`retention.factDays`)',
  run: 'run records (`retention.runDays`)',
  incident: 'incidents (`retention.incidentDays`)',
  delivery: 'what was sent to each channel',
  test: 'test pages, and what people said about them',
  review: 'reviews, and what people decided',
};

/** How long everything is kept that the monitor stores, by default. */
export function retentionTable(resources: Readonly<Record<string, DeployedResource>>): readonly string[] {
  const items = Object.entries(ITEMS).map(([name, what]) => [
    `table: ${what}`,
    daysText(RETENTION_DAYS[name as keyof typeof RETENTION_DAYS]),
  ]);
  const logs = Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::Logs::LogGroup' && String(Properties.LogGroupName).startsWith('/migrate-watch/')
      ? [
          [
            `log group \`${String(Properties.LogGroupName)
              .replace(/^\/migrate-watch\/[^/]+/, '…')
              .replace(/deliver-[a-z0-9-]+$/, 'deliver-<channel>')}\``,
            daysText(Properties.RetentionInDays),
          ],
        ]
      : [],
  );
  const queues = Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::SQS::Queue'
      ? [
          [
            /DeadLetters|dead-letters|deadletters/.test(id) ? 'dead-letter queues' : 'queues of channels',
            daysText(Number(Properties.MessageRetentionPeriod) / SECONDS_PER_DAY),
          ],
        ]
      : [],
  );
  const buckets = Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::S3::Bucket'
      ? [['bucket: pages of reviews', daysText(Properties.LifecycleConfiguration.Rules[0].ExpirationInDays)]]
      : [],
  );
  const all = [...items, ...logs, ...queues, ...buckets];
  return table(['what', 'kept for'], [...new Map(all.map((row) => [row.join(' '), row])).values()]);
}

function daysText(days: number): string {
  return counted(days, 'day');
}
