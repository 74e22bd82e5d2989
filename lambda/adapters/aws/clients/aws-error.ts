/** A service's answer that it did not do what was asked. `name` is the service's code, such as `ConditionalCheckFailedException`. */
export class AwsError extends Error {
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = code;
    this.status = status;
  }

  /** Reads an answer in JSON, or in XML as SNS sends it. */
  static of(status: number, answer: string): AwsError {
    const [code, message] = answer.startsWith('{') ? inJson(answer) : inXml(answer);
    return new AwsError(status, code ?? `HTTP ${status}`, message ?? `the service answered ${status}`);
  }
}

type Said = readonly [code: string | undefined, message: string | undefined];

function inJson(answer: string): Said {
  try {
    const { __type: type, Type, message, Message } = JSON.parse(answer) as Readonly<Record<string, string>>;
    // `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`; some services add `:` and an address.
    const code = (type ?? Type)?.replace(/^.*#/, '').replace(/:.*$/, '');
    return [code, message ?? Message];
  } catch {
    return [undefined, undefined];
  }
}

function inXml(answer: string): Said {
  return [/<Code>([^<]*)</.exec(answer)?.[1], /<Message>([^<]*)</.exec(answer)?.[1]];
}

/** Codes that ask for fewer requests. @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const THROTTLED =
  /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|SlowDown|RequestTimeout/;

/** Can the same request succeed a moment later? Without an answer of the service, it can. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof AwsError)) return error instanceof Error && 'code' in error;
  return error.status >= 500 || error.status === 429 || THROTTLED.test(error.name);
}
