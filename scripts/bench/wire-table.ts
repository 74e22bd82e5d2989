import type * as dynamoDb from '@aws-sdk/client-dynamodb';
import type * as sns from '@aws-sdk/client-sns';
import { DynamoDBClient } from '../../lambda/adapters/aws/clients/client-dynamodb.ts';
import { SNSClient } from '../../lambda/adapters/aws/clients/client-sns.ts';
import type { Post } from '../../lambda/adapters/aws/clients/post.ts';

type Attributes = Readonly<Record<string, { readonly S?: string }>>;

interface Body {
  readonly Item?: Attributes;
  readonly Limit?: number;
  readonly ExpressionAttributeValues?: Attributes;
}

const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

/** What Lambda gives to a function. */
const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
};

/**
 * Answers the AWS clients inside this process, so that a measurement includes everything that they do except the network.
 *
 * It knows the Queries of `page`: by partition, and by partition and sort key. Conditions of writes always hold.
 */
export class WireTable {
  /** Items as they are sent, by partition and sort key. */
  readonly #items = new Map<string, Map<string, Attributes>>();
  readonly #answers = new Map<string, string>();
  /** While it is true, writes are accepted and not stored. */
  frozen = false;
  requests = 0;
  /** Bytes of all answers. */
  bytes = 0;

  readonly dynamoDb: dynamoDb.DynamoDBClient;
  readonly sns: sns.SNSClient;

  constructor() {
    Object.assign(process.env, ENVIRONMENT);
    const post: Post = async (_url, { headers, body }) => this.#handle(headers, String(body));
    // The adapters name the SDK's types.
    this.dynamoDb = new DynamoDBClient(post) as unknown as dynamoDb.DynamoDBClient;
    this.sns = new SNSClient(post) as unknown as sns.SNSClient;
  }

  #handle(headers: Readonly<Record<string, string>>, body: string) {
    const operation = headers['x-amz-target']?.split('.').at(-1);
    const text = operation === undefined ? PUBLISHED : this.#answer(operation, body);
    this.requests++;
    this.bytes += text.length;
    return { status: 200, text };
  }

  #answer(operation: string, text: string): string {
    if (operation === 'PutItem') {
      if (!this.frozen) this.#put(JSON.parse(text) as Body);
      return '{}';
    }
    const known = this.frozen ? this.#answers.get(text) : undefined;
    if (known !== undefined) return known;
    const answer = JSON.stringify({ Items: this.#found(JSON.parse(text) as Body) });
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
