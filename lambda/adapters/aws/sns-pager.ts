import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { NOTICE_KIND_ATTRIBUTE, type NoticeKind, testKind } from '../../contract/notice-kind.ts';
import type { Severity } from '../../contract/severity.ts';
import type { ChangeMessage } from '../../domain/channels/change-message.ts';
import type { PageMessage } from '../../domain/model/page-message.ts';
import { pageSubject } from '../../domain/pages/text.ts';
import { withVersion } from '../../domain/stored/form.ts';
import { NOTICE } from '../../domain/stored/notice.ts';
import { pageBody } from '../../domain/stored/page-body.ts';
import type { PageTopics } from '../../pipeline/ports.ts';

/** The topics `critical`, `warning` and `info` on SNS: text for e-mail, JSON for functions and queues. */
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
        MessageAttributes: attributes(kindOf(page)),
      }),
    );
  }

  async publishChange(severity: Severity, change: ChangeMessage): Promise<void> {
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArns[severity],
        Message: JSON.stringify(withVersion(NOTICE, change)),
        MessageAttributes: attributes('change'),
      }),
    );
  }
}

function kindOf({ kind, test }: PageMessage): NoticeKind {
  if (test?.only != null) return testKind(test.only);
  return kind === 'handled' ? 'handled' : 'page';
}

function attributes(kind: NoticeKind) {
  return { [NOTICE_KIND_ATTRIBUTE]: { DataType: 'String', StringValue: kind } };
}
