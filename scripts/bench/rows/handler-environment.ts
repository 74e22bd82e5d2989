import {
  CANARY_ENV,
  CHANNEL_ENV,
  DELIVER_ENV,
  ENV,
  PAGE_ENV,
  TOPIC_ENV,
} from '../../../lambda/contract/env.ts';

const topic = (name: string): string => `arn:aws:sns:eu-central-1:123456789012:migrate-watch-${name}`;

/** The environment variables that loading a function needs. The addresses in them are never used. */
export const HANDLER_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_REGION: 'eu-central-1',
  [ENV.monitor]: '123456789012/eu-central-1/migrate-watch',
  [ENV.tableName]: 'migrate-watch',
  [ENV.eventsTopicArn]: topic('events'),
  [TOPIC_ENV.critical]: topic('critical'),
  [TOPIC_ENV.warning]: topic('warning'),
  [TOPIC_ENV.info]: topic('info'),
  [PAGE_ENV.runbookUrl]: 'https://example.org/runbook.md',
  [CANARY_ENV.logGroup]: '/migrate-watch/migrate-watch/canary-lines',
  [CANARY_ENV.everyMs]: '900000',
  [DELIVER_ENV.channelName]: 'oncall',
  [DELIVER_ENV.secret]: 'migrate-watch/oncall',
  [CHANNEL_ENV.webhook.url]: 'https://example.org/hook',
  [CHANNEL_ENV.eventbridge.busArn]: 'arn:aws:events:eu-central-1:123456789012:event-bus/default',
};
