import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogWriter } from '../../pipeline/ports.ts';

/** Writes log streams of one log group. It also writes to an existing stream, because an earlier call may have stopped halfway. */
export class CloudWatchLogWriter implements LogWriter {
  readonly #client: CloudWatchLogsClient;
  readonly #logGroup: string;

  constructor(client: CloudWatchLogsClient, logGroup: string) {
    this.#client = client;
    this.#logGroup = logGroup;
  }

  /** @throws also when CloudWatch Logs accepts the request but rejects some of its lines as too old or too new */
  async write(
    logStreamName: string,
    lines: readonly { readonly at: number; readonly text: string }[],
  ): Promise<void> {
    const logGroupName = this.#logGroup;
    try {
      await this.#client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    } catch (error) {
      if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    }
    const logEvents = lines.map(({ at, text }) => ({ timestamp: at, message: text }));
    const { rejectedLogEventsInfo } = await this.#client.send(
      new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }),
    );
    if (rejectedLogEventsInfo)
      throw new Error(`${logGroupName} rejected lines: ${JSON.stringify(rejectedLogEventsInfo)}`);
  }
}
