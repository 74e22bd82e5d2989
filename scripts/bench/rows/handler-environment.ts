import { ENV } from '../../../lambda/contract/env.ts';

/** What a deployed function finds in its environment, as far as loading it needs; nothing of it is reached. */
export const HANDLER_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_REGION: 'eu-central-1',
  [ENV.tableName]: 'migrate-watch',
  [ENV.eventsTopicArn]: 'arn:aws:sns:eu-central-1:123456789012:migrate-watch-events',
};
