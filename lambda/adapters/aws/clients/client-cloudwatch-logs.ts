import type * as sdk from '@aws-sdk/client-cloudwatch-logs';
import { AwsClient } from './aws-client.ts';
import { jsonCommand } from './json-command.ts';
import type { Post } from './post.ts';

export class CloudWatchLogsClient extends AwsClient {
  constructor(post?: Post) {
    super({ host: 'logs', id: 'CLOUDWATCH_LOGS' }, post);
  }
}

export const CreateLogStreamCommand = jsonCommand<sdk.CreateLogStreamCommandInput, object>({
  target: 'Logs_20140328.CreateLogStream',
  version: '1.1',
});

export const PutLogEventsCommand = jsonCommand<
  sdk.PutLogEventsCommandInput,
  Pick<sdk.PutLogEventsCommandOutput, 'rejectedLogEventsInfo'>
>({ target: 'Logs_20140328.PutLogEvents', version: '1.1' });

export const FilterLogEventsCommand = jsonCommand<
  sdk.FilterLogEventsCommandInput,
  Pick<sdk.FilterLogEventsCommandOutput, 'events' | 'nextToken'>
>({ target: 'Logs_20140328.FilterLogEvents', version: '1.1' });
