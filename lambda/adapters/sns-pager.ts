import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Severity } from '../domain/incident/severity.ts';
import { pageBody } from '../domain/page/body.ts';
import type { PageMessage } from '../domain/page/message.ts';
import { pageSubject } from '../domain/page/text.ts';
import type { PageTopics } from '../pipeline/ports.ts';

/** The topics `critical`, `warning` and `info` on SNS: text for e-mail, JSON for functions. */
export class SnsPager implements PageTopics {
  readonly #client: SNSClient;
  readonly #topicArns: Readonly<Record<Severity, string>>;

  constructor(client: SNSClient, topicArns: Readonly<Record<Severity, string>>) {
    this.#client = client;
    this.#topicArns = topicArns;
  }

  async publishPage(severity: Severity, page: PageMessage): Promise<void> {
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArns[severity],
        Subject: pageSubject(page),
        Message: pageBody(page),
        MessageStructure: 'json',
      }),
    );
  }
}
