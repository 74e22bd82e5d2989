import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import {
  levelKind,
  NOTICE_KIND_ATTRIBUTE,
  type NoticeKind,
  reviewKind,
  testKind,
} from '../../contract/notice-kind.ts';
import type { Severity } from '../../contract/severity.ts';
import type { AskMessage } from '../../domain/channels/ask-message.ts';
import type { ChangeMessage } from '../../domain/channels/change-message.ts';
import type { PageMessage } from '../../domain/model/page-message.ts';
import type { ReviewNotice } from '../../domain/model/review-message.ts';
import { pageSubject } from '../../domain/pages/text.ts';
import { ASK } from '../../domain/stored/ask.ts';
import { withVersion } from '../../domain/stored/form.ts';
import { NOTICE } from '../../domain/stored/notice.ts';
import { pageBody } from '../../domain/stored/page-body.ts';
import { reviewBody, reviewSubject } from '../../domain/stored/review-body.ts';
import type { PageTopics, ReviewTopics } from '../../pipeline/ports.ts';

/** The topics `critical`, `warning` and `info` on SNS: text for e-mail, JSON for functions and queues. */
export class SnsPager implements PageTopics, ReviewTopics {
  readonly #client: SNSClient;
  readonly #topicArns: Readonly<Record<Severity, string>>;

  constructor(client: SNSClient, topicArns: Readonly<Record<Severity, string>>) {
    this.#client = client;
    this.#topicArns = topicArns;
  }

  async publishPage(severity: Severity, page: PageMessage, levels: readonly number[] = []): Promise<void> {
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArns[severity],
        Subject: pageSubject(page),
        Message: pageBody(page),
        MessageStructure: 'json',
        MessageAttributes: attributes(kindsOf(page, levels)),
      }),
    );
  }

  async publishChange(severity: Severity, change: ChangeMessage): Promise<void> {
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArns[severity],
        Message: JSON.stringify(withVersion(NOTICE, change)),
        MessageAttributes: attributes(['change']),
      }),
    );
  }

  async publishReview(severity: Severity, review: ReviewNotice): Promise<void> {
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArns[severity],
        Subject: reviewSubject(review),
        Message: reviewBody(review),
        MessageStructure: 'json',
        MessageAttributes: attributes(review.to.map(reviewKind)),
      }),
    );
  }

  async publishAsk(severity: Severity, ask: AskMessage): Promise<void> {
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topicArns[severity],
        Message: JSON.stringify(withVersion(ASK, ask)),
        MessageAttributes: attributes(['ask']),
      }),
    );
  }
}

function kindsOf({ kind, test }: PageMessage, levels: readonly number[]): readonly NoticeKind[] {
  if (test?.only != null) return [testKind(test.only)];
  const own = kind === 'handled' ? 'handled' : 'page';
  return [...(kind === 'escalated' ? [] : ([own] as const)), ...levels.map((level) => levelKind(own, level))];
}

/**
 * One kind is a text, as before there were levels. A filter policy that names a kind accepts a list that has it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
function attributes(kinds: readonly NoticeKind[]) {
  const [only, ...others] = kinds;
  const value =
    only !== undefined && others.length === 0
      ? { DataType: 'String', StringValue: only }
      : { DataType: 'String.Array', StringValue: JSON.stringify(kinds) };
  return { [NOTICE_KIND_ATTRIBUTE]: value };
}
