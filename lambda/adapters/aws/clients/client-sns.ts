import type * as sdk from '@aws-sdk/client-sns';
import { own } from '../../../contract/own.ts';
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
    const form = formOf('Publish', fields);
    for (const [index, [name, { DataType, StringValue }]] of Object.entries(MessageAttributes).entries()) {
      const entry = `MessageAttributes.entry.${index + 1}`;
      form.set(`${entry}.Name`, name);
      form.set(`${entry}.Value.DataType`, DataType ?? '');
      form.set(`${entry}.Value.StringValue`, StringValue ?? '');
    }
    return requestOf(form);
  }

  read(): void {}
}

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export class ListSubscriptionsByTopicCommand
  implements Command<Pick<sdk.ListSubscriptionsByTopicResponse, 'Subscriptions' | 'NextToken'>>
{
  readonly input: sdk.ListSubscriptionsByTopicCommandInput;

  constructor(input: sdk.ListSubscriptionsByTopicCommandInput) {
    this.input = input;
  }

  request(): AwsRequest {
    return requestOf(formOf('ListSubscriptionsByTopic', { ...this.input }));
  }

  /** SNS answers in XML. An element of its answer holds elements or text, and has no attributes that matter. */
  read(answer: string) {
    const members = answer.split('<member>').slice(1);
    const Subscriptions = members.map((member) => ({
      Protocol: textIn('Protocol', member),
      Endpoint: textIn('Endpoint', member),
      SubscriptionArn: textIn('SubscriptionArn', member),
    }));
    return { Subscriptions, NextToken: textIn('NextToken', answer) };
  }
}

function formOf(action: string, fields: Readonly<Record<string, string | undefined>>): URLSearchParams {
  const form = new URLSearchParams({ Action: action, Version: '2010-03-31' });
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
  return form;
}

function requestOf(form: URLSearchParams): AwsRequest {
  return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() };
}

/** The text of the first element with this name; `undefined` if there is none. */
function textIn(name: string, xml: string): string | undefined {
  const [, after] = xml.split(`<${name}>`, 2);
  const text = after?.slice(0, after.indexOf('<'));
  return text?.replace(/&(?:amp|lt|gt|quot|apos|#\d{1,7});/g, characterOf);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

function characterOf(entity: string): string {
  return own(ENTITIES, entity) ?? String.fromCodePoint(Math.min(Number(entity.slice(2, -1)), 0x10ffff));
}
