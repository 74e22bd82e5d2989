import { gzipSync } from 'node:zlib';
import type * as sdk from '@aws-sdk/client-cloudwatch';
import { AwsClient, type AwsRequest, type Command } from './aws-client.ts';
import type { Post } from './post.ts';

export class CloudWatchClient extends AwsClient {
  constructor(post?: Post) {
    super({ host: 'monitoring', id: 'CLOUDWATCH' }, post);
  }
}

/** Larger bodies are compressed, as the SDK does. */
const PLAIN_BYTES = 10_240;

export class PutMetricDataCommand implements Command<void> {
  readonly input: sdk.PutMetricDataCommandInput;

  constructor(input: sdk.PutMetricDataCommandInput) {
    this.input = input;
  }

  request(): AwsRequest {
    const data = this.input.MetricData?.map((datum) => ({
      ...datum,
      Timestamp: datum.Timestamp && datum.Timestamp.getTime() / 1_000,
    }));
    const json = JSON.stringify({ ...this.input, MetricData: data });
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
    };
    if (json.length < PLAIN_BYTES) return { headers, body: json };
    return { headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(json) };
  }

  read(): void {}
}
