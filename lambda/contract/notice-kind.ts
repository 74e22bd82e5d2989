/**
 * Message attribute that says what a message of a severity topic is, so that a subscription can leave changes out.
 *
 * Every message carries it: SNS's `exists: false` never matches a message without any attribute.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html
 */
export const NOTICE_KIND_ATTRIBUTE = 'kind';

/** Something to act on or to know at once, or a database that was migrated and is well. */
export type NoticeKind = 'page' | 'change';
