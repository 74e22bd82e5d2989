import type { Incident } from '../incidents/incident.ts';
import type { Notice } from './change-message.ts';

/** What one channel was sent about one incident, or one change. */
export interface Delivery {
  /** Key of the notices. */
  readonly key: string;
  readonly channel: string;
  /** Counts writes; every write is conditional on the revision that was read. */
  readonly revision: number;
  /** The newest notice that anyone began to send. */
  readonly newest: Notice;
  /** What was begun and is not known to have been taken. Its own courier brings it again. */
  readonly started: readonly StartedSend[];
}

export interface StartedSend {
  readonly sequence: number;
  /** The topic's id of the message that carried it: the same when it is delivered again. */
  readonly message: string;
}

/** A notice as it arrived. */
export interface ReceivedNotice {
  readonly notice: Notice;
  readonly message: string;
}

/** Why an arrival is not sent. */
export type DropReason =
  /** A newer one was sent. */
  | 'outdated'
  /** The same one was sent, or is being sent by the message that brought it first. */
  | 'repeated'
  /** The incident has ended meanwhile: the page that says so is on its way. */
  | 'over';

export type FirstStep =
  | { readonly do: 'drop'; readonly why: DropReason }
  /** Write this first, on condition that nothing was written since; then send what is newest in it. */
  | { readonly do: 'begin'; readonly delivery: Delivery }
  /** This very message was begun before and not confirmed: send what is newest. */
  | { readonly do: 'resume'; readonly delivery: Delivery };

/** Entries kept of messages that were begun and never brought again. */
const KEPT_BEGUN = 50;

/**
 * What to do with an arrival, given what the channel was sent and how the incident stands now.
 *
 * It is written down before it is sent, and crossed out after: so one that comes late, twice, or beside a newer one is
 * known, and one whose sender died is known to have been begun. `incident` is `null` for a change, and when it is gone.
 */
export function firstStep(
  stored: Delivery | null,
  incident: Pick<Incident, 'ended' | 'revision'> | null,
  channel: string,
  { notice, message }: ReceivedNotice,
): FirstStep {
  const { sequence, key } = notice;
  const wasBegun = stored?.started.some((each) => each.sequence === sequence && each.message === message);
  // What was begun may be with the receiver: whatever was sent since has to be the last.
  if (stored !== null && wasBegun && stored.newest.sequence > sequence)
    return { do: 'resume', delivery: stored };
  if (stored !== null && stored.newest.sequence > sequence) return { do: 'drop', why: 'outdated' };
  const isOver = incident !== null && incident.ended !== null && sequence < incident.revision;
  if (isOver && notice.kind !== 'resolved') return { do: 'drop', why: 'over' };
  if (stored !== null && wasBegun) return { do: 'resume', delivery: stored };
  if (stored !== null && stored.newest.sequence === sequence) return { do: 'drop', why: 'repeated' };
  const begun = [...(stored?.started ?? []), { sequence, message }].slice(-KEPT_BEGUN);
  const revision = (stored?.revision ?? 0) + 1;
  return { do: 'begin', delivery: { key, channel, revision, newest: notice, started: begun } };
}

/**
 * What to write once `sent` was taken; `undefined` when a newer notice was begun meanwhile.
 *
 * The newer one may have reached the receiver first, so it has to be sent again: the receiver keeps what came last.
 */
export function confirmed(
  stored: Delivery,
  sent: Notice,
  { notice, message }: ReceivedNotice,
): Delivery | undefined {
  if (stored.newest.sequence > sent.sequence) return undefined;
  const begun = stored.started.filter(
    (each) => each.sequence !== notice.sequence || each.message !== message,
  );
  return { ...stored, revision: stored.revision + 1, started: begun };
}
