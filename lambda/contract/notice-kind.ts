/**
 * Message attribute that says what a message of a severity topic is, so that a subscription can leave changes out.
 *
 * Every message carries it: SNS's `exists: false` never matches a message without any attribute.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html
 */
export const NOTICE_KIND_ATTRIBUTE = 'kind';

/**
 * `page`: a notification for people. `handled`: somebody acted on an incident, for tools that show who works on it. `change`: a
 * database was migrated without trouble. `ask`: a question to our own deliverers. `test:<channel>`: a test page for one channel, by its name or its e-mail address;
 * subscriptions of other addresses leave it out. `review:<channel>`: the same for a review. `page:<n>` and
 * `handled:<n>`: the same for the escalation level n of the topic's severity. A message for several has all their kinds.
 */
export type NoticeKind = 'page' | 'handled' | 'change' | 'ask' | `test:${string}` | ReviewKind | LevelKind;
type ReviewKind = `review:${string}`;
type LevelKind = `${'page' | 'handled'}:${number}`;

/** The kind of a notice for an escalation level, from 1 on. */
export function levelKind(kind: 'page' | 'handled', level: number): LevelKind {
  return `${kind}:${level}`;
}

/** The kind of a test page for one channel. */
export function testKind(channel: string): NoticeKind {
  return `test:${channel}`;
}

/** The kind of a review for one channel, by its name or its e-mail address. */
export function reviewKind(channel: string): ReviewKind {
  return `review:${channel}`;
}
