import type * as sdk from '@aws-sdk/client-sns';
import { AwsClient, type AwsRequest, type Command } from './aws-client.ts';
import type { Post } from './post.ts';

export class SNSClient extends AwsClient {
  constructor(post?: Post) {
    super({ host: 'sns', id: 'SNS' }, post);
  }
}

/** SNS takes the fields of a form. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export class PublishCommand implements Command<void> {
  readonly input: sdk.PublishCommandInput;

  constructor(input: sdk.PublishCommandInput) {
    this.input = input;
  }

  request(): AwsRequest {
    const { MessageAttributes = {}, ...fields } = this.input;
    const form = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31' });
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
    for (const [index, [name, { DataType, StringValue }]] of Object.entries(MessageAttributes).entries()) {
      const entry = `MessageAttributes.entry.${index + 1}`;
      form.set(`${entry}.Name`, name);
      form.set(`${entry}.Value.DataType`, DataType ?? '');
      form.set(`${entry}.Value.StringValue`, StringValue ?? '');
    }
    return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() };
  }

  read(): void {}
}
