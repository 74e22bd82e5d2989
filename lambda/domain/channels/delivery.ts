import type { Incident } from '../incidents/incident.ts';
import type { PageMessage } from '../model/page-message.ts';
import { isPage, type Notice } from './change-message.ts';

/** What was sent to one channel about one incident, or one change. */
export interface Delivery {
  /** Key of the notices. */
  readonly key: string;
  readonly channel: string;
  /** Counts writes; every write is conditional on the revision that was read. */
  readonly revision: number;
  /** The newest notice whose sending was started. */
  readonly newest: Notice;
  /** Sends that were started and not confirmed. SQS delivers the message of each of them again. */
  readonly started: readonly StartedSend[];
  /** What the receiver answered to the last notices, for each its last answer. Left out before the first answer. */
  readonly answers?: readonly ReceiverAnswer[];
}

/** What a receiver answered to a notice. */
export interface ReceiverAnswer {
  /** Of the notice. */
  readonly sequence: number;
  /** Epoch ms. */
  readonly at: number;
  /** Why the receiver did not take it, without secrets; `null`: it took it. */
  readonly refusal: string | null;
}

export interface StartedSend {
  readonly sequence: number;
  /** Id of the SNS message with the notice; the same in each delivery. */
  readonly message: string;
}

/** A notice as it was delivered. */
export interface ReceivedNotice {
  readonly notice: Notice;
  /** @see StartedSend.message */
  readonly message: string;
}

/** Why a received notice is not sent. */
export type DropReason =
  /** A newer notice was sent. */
  | 'outdated'
  /** The same notice was sent, or is being sent, for another message. */
  | 'repeated'
  /** The incident has ended since; the page about its end is on its way. */
  | 'over'
  /** It is a test page, a review, or the page of an escalation level, for other channels. */
  | 'for another channel';

export type FirstStep =
  | { readonly do: 'drop'; readonly why: DropReason }
  /** Store this record first, if the stored one has not changed; then send its newest notice. */
  | { readonly do: 'begin'; readonly delivery: Delivery }
  /** A send for this message was started before and not confirmed: send the newest notice. */
  | { readonly do: 'resume'; readonly delivery: Delivery };

/** How many started sends are kept. A started send stays for long only if its message is never delivered again. */
const KEPT_STARTED = 50;
/** Notices whose answers are kept. A test page has two notices: it, and its end. */
const KEPT_ANSWERS = 2;

/**
 * What to do with a received notice, given the delivery record of the channel and the incident as it is now.
 *
 * A send is recorded before it starts and confirmed after it (*write-ahead log*). So a notice that arrives late, twice, or at the
 * same time as a newer one is recognised, and so is a send whose function crashed. `incident` is `null` for a change or a review, and when the
 * incident is no longer stored.
 */
export function firstStep(
  stored: Delivery | null,
  incident: Pick<Incident, 'ended' | 'revision'> | null,
  channel: string,
  { notice, message }: ReceivedNotice,
): FirstStep {
  const { sequence, key } = notice;
  const only = testOf(notice)?.only ?? null;
  if (only !== null && only !== channel) return { do: 'drop', why: 'for another channel' };
  if (notice.kind === 'review' && !notice.to.includes(channel))
    return { do: 'drop', why: 'for another channel' };
  // A subscription's filter policy may take a quarter of an hour to hold.
  const level = notice.kind === 'escalated' ? notice.escalated : undefined;
  if (level && !level.to.includes(channel)) return { do: 'drop', why: 'for another channel' };
  const wasStarted = stored?.started.some((each) => each.sequence === sequence && each.message === message);
  // The older notice may have reached the receiver after the newer one, so the newer one is sent again, as the last.
  if (stored !== null && wasStarted && stored.newest.sequence > sequence)
    return { do: 'resume', delivery: stored };
  if (stored !== null && stored.newest.sequence > sequence) return { do: 'drop', why: 'outdated' };
  const isOver = incident !== null && incident.ended !== null && sequence < incident.revision;
  if (isOver && notice.kind !== 'resolved') return { do: 'drop', why: 'over' };
  if (stored !== null && wasStarted) return { do: 'resume', delivery: stored };
  if (stored !== null && stored.newest.sequence === sequence) return { do: 'drop', why: 'repeated' };
  const started = [...(stored?.started ?? []), { sequence, message }].slice(-KEPT_STARTED);
  const revision = (stored?.revision ?? 0) + 1;
  const answers = stored?.answers && { answers: stored.answers };
  return { do: 'begin', delivery: { key, channel, revision, newest: notice, started, ...answers } };
}

/** What marks a notice as a test page; `undefined` for any other notice. */
export function testOf(notice: Notice): PageMessage['test'] {
  return isPage(notice) ? notice.test : undefined;
}

/** The record with an answer of the receiver, in place of an earlier answer to the same notice. */
export function answered(stored: Delivery, answer: ReceiverAnswer): Delivery {
  const others = (stored.answers ?? []).filter(({ sequence }) => sequence !== answer.sequence);
  return {
    ...stored,
    revision: stored.revision + 1,
    answers: [...others, answer].slice(-KEPT_ANSWERS),
  };
}

/**
 * The record to store after the receiver accepted `sent`, or refused a test page; `undefined` if a newer notice was started meanwhile.
 *
 * The newer one may have reached the receiver first. Then it has to be sent again, because the receiver shows the last notice.
 */
export function confirmed(
  stored: Delivery,
  sent: Notice,
  { notice, message }: ReceivedNotice,
  answer?: ReceiverAnswer,
): Delivery | undefined {
  if (stored.newest.sequence > sent.sequence) return undefined;
  const started = stored.started.filter(
    (each) => each.sequence !== notice.sequence || each.message !== message,
  );
  const { answers } = answer === undefined ? stored : answered(stored, answer);
  return { ...stored, revision: stored.revision + 1, started, ...(answers && { answers }) };
}
