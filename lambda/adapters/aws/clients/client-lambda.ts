import type * as sdk from '@aws-sdk/client-lambda';
import { AwsClient, type AwsRequest, type Command } from './aws-client.ts';
import type { Post } from './post.ts';

export class LambdaClient extends AwsClient {
  constructor(post?: Post) {
    super({ host: 'lambda', id: 'LAMBDA' }, post);
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export class InvokeCommand implements Command<void> {
  readonly input: sdk.InvokeCommandInput;

  constructor(input: sdk.InvokeCommandInput) {
    this.input = input;
  }

  request(): AwsRequest {
    const { FunctionName = '', InvocationType = 'RequestResponse', Payload = '' } = this.input;
    return {
      path: `/2015-03-31/functions/${encodeURIComponent(FunctionName)}/invocations`,
      headers: { 'content-type': 'application/octet-stream', 'x-amz-invocation-type': InvocationType },
      body: Payload as string | Uint8Array,
    };
  }

  read(): void {}
}
