import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';

type Attributes = Readonly<Record<string, { readonly S?: string }>>;

interface Body {
  readonly Item?: Attributes;
  readonly Limit?: number;
  readonly ExpressionAttributeValues?: Attributes;
}

interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

/**
 * Answers the AWS clients inside this process, so that a measurement includes everything that the SDK does except the network.
 *
 * It knows the Queries of `page`: by partition, and by partition and sort key. Conditions of writes always hold.
 */
export class WireTable {
  /** Items as they are sent, by partition and sort key. */
  readonly #items = new Map<string, Map<string, Attributes>>();
  readonly #answers = new Map<string, Uint8Array>();
  /** While it is true, writes are accepted and not stored. */
  frozen = false;
  requests = 0;
  /** Bytes of all answers. */
  bytes = 0;

  readonly dynamoDb: DynamoDBClient;
  readonly sns: SNSClient;

  constructor() {
    const options = {
      region: 'eu-central-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
      requestHandler: { handle: async (request: HttpRequest) => this.#handle(request) },
    };
    this.dynamoDb = new DynamoDBClient(options as never);
    this.sns = new SNSClient(options as never);
  }

  #handle({ headers, body = '' }: HttpRequest) {
    const operation = headers['x-amz-target']?.split('.').at(-1);
    const answer = operation === undefined ? Buffer.from(PUBLISHED) : this.#answer(operation, body);
    this.requests++;
    this.bytes += answer.length;
    return { response: { statusCode: 200, headers: {}, body: answer } };
  }

  #answer(operation: string, text: string): Uint8Array {
    if (operation === 'PutItem') {
      if (!this.frozen) this.#put(JSON.parse(text) as Body);
      return Buffer.from('{}');
    }
    const known = this.frozen ? this.#answers.get(text) : undefined;
    if (known !== undefined) return known;
    const answer = Buffer.from(JSON.stringify({ Items: this.#found(JSON.parse(text) as Body) }));
    this.#answers.set(text, answer);
    return answer;
  }

  #put({ Item = {} }: Body): void {
    const [partition, sort] = [Item['pk']!.S!, Item['sk']!.S!];
    const items = this.#items.get(partition) ?? new Map<string, Attributes>();
    this.#items.set(partition, items.set(sort, Item));
  }

  #found({ Limit, ExpressionAttributeValues: values = {} }: Body): readonly Attributes[] {
    const [partition, sort] = Object.values(values).map(({ S }) => S!);
    const items = [...(this.#items.get(partition!) ?? new Map<string, Attributes>())]
      .filter(([key]) => sort === undefined || key === sort)
      .sort(([a], [b]) => (a < b ? 1 : -1));
    return items.slice(0, Limit).map(([, item]) => item);
  }
}
