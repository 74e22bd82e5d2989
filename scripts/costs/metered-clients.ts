import { CloudWatchClient, type PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';

/** Requests to CloudWatch and SNS, and logged bytes, since the last reading. */
export interface Taken {
  readonly metricCalls: number;
  /** Series for which the calls had data, once for each call. */
  readonly series: readonly string[];
  /** Messages of the topic `events`. */
  readonly events: readonly string[];
  /** Messages of the severities' topics; each contains the texts for all protocols. */
  readonly pages: readonly string[];
  /** E-mails to one address that gets every severity; changes are not sent by e-mail. */
  readonly emails: number;
  /** Messages of {@link pages} that functions read. */
  readonly notices: readonly string[];
  readonly logBytes: number;
}

/**
 * Bytes that CloudWatch Logs bills for each log event in addition to its text.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
const LOG_EVENT_OVERHEAD = 26;

/** The SDK's own clients; their requests are counted and not sent. */
export class MeteredClouds {
  readonly cloudWatch = new CloudWatchClient({ region: 'us-east-1' });
  readonly sns = new SNSClient({ region: 'us-east-1' });
  #taken = nothing();

  constructor() {
    const answer = { output: { $metadata: {} }, response: {} };
    this.cloudWatch.middlewareStack.add(
      () => async (args) => {
        this.#metrics(args.input as PutMetricDataCommandInput);
        return answer;
      },
      { step: 'initialize', name: 'meteredCloudWatch' },
    );
    this.sns.middlewareStack.add(
      () => async (args) => {
        this.#message(args.input as PublishCommandInput);
        return answer;
      },
      { step: 'initialize', name: 'meteredSns' },
    );
  }

  log(line: object): void {
    this.#taken.logBytes += Buffer.byteLength(JSON.stringify(line)) + LOG_EVENT_OVERHEAD;
  }

  take(): Taken {
    const taken = this.#taken;
    this.#taken = nothing();
    return taken;
  }

  #metrics({ MetricData = [] }: PutMetricDataCommandInput): void {
    this.#taken.metricCalls++;
    const series = MetricData.map(({ MetricName, Dimensions = [] }) =>
      [MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(' '),
    );
    this.#taken.series.push(...new Set(series));
  }

  #message({ TopicArn, Message = '', MessageStructure }: PublishCommandInput): void {
    if (TopicArn === 'events') {
      this.#taken.events.push(Message);
      return;
    }
    this.#taken.pages.push(Message);
    const { lambda, email } = (MessageStructure === 'json' ? JSON.parse(Message) : {}) as Record<
      string,
      string
    >;
    if (email !== undefined) this.#taken.emails++;
    this.#taken.notices.push(lambda ?? Message);
  }
}

function nothing() {
  return {
    metricCalls: 0,
    series: [] as string[],
    events: [] as string[],
    pages: [] as string[],
    emails: 0,
    notices: [] as string[],
    logBytes: 0,
  };
}
