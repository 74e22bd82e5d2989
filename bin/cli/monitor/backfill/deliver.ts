import { gzipSync } from 'node:zlib';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { BACKFILL_MARK } from '../../../../lambda/contract/backfill-mark.ts';
import type { HistoryEvent, Part } from './history.ts';

/** Most bytes of a request to invoke a function. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * Hands a part of a log stream to `ingest`, in the form of a subscription's delivery with a mark, and waits for its end.
 *
 * Returns why it could not; `undefined` if it could.
 */
export async function deliver(
  client: LambdaClient,
  functionName: string,
  { logGroup, logStream }: Part,
  { owner, events }: { readonly owner: string; readonly events: readonly HistoryEvent[] },
): Promise<string | undefined> {
  const text = JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner,
    logGroup,
    logStream,
    subscriptionFilters: ['migrate-watch backfill'],
    logEvents: events,
  });
  const data = gzipSync(text).toString('base64');
  const payload = JSON.stringify({ [BACKFILL_MARK]: true, awslogs: { data } });
  if (payload.length > MAX_PAYLOAD_BYTES)
    return `${events.length} log events are more than one request takes; explain the stream with migrate-watch parse`;
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'RequestResponse',
      Payload: Buffer.from(payload),
    }),
  );
  if (FunctionError === undefined) return undefined;
  const said = Payload === undefined ? '' : Buffer.from(Payload).toString('utf8').slice(0, 300);
  return `the function failed: ${said}`;
}
