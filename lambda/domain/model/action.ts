/** Where an action was taken: at the command line, at a receiver such as PagerDuty, or in a message that a person published. */
export const ACTED_VIA = ['command line', 'PagerDuty', 'message'] as const;

/** Who acted. `name` and `arn` are what the sender says; the right to publish to the topic `events` is what protects them. */
export interface Actor {
  readonly name: string;
  /** The AWS identity that the command line acted with. Left out if it is not known. */
  readonly arn?: string;
  readonly via: (typeof ACTED_VIA)[number];
}

interface Acted {
  /** Made by the sender. An action with an id that is known has no effect. */
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly by: Actor;
}

/**
 * What a person did about an incident.
 *
 * - `ack`: "I work on it." People are not reminded until then. It ends an incident that no run can end (see `acknowledgementMarks`),
 *   unless it comes from a receiver: a tap on a phone does not say that a leaked credential was changed.
 * - `note`: a sentence for everybody who reads the incident.
 * - `snooze`: nothing is sent until then, unless the trouble gets worse.
 * - `wake`: ends an acknowledgement or a snooze.
 * - `resolve`: a person says that they repaired the database without a watched run. A claim: a later run that shows otherwise opens
 *   the next incident.
 * - `resend`: the last page is sent again.
 */
export type Action = Acted &
  (
    | {
        readonly do: 'ack';
        readonly until: number;
        /** Set when the person resolved the alert at a receiver. The incident stays open. */
        readonly resolvedThere?: true;
      }
    | { readonly do: 'note'; readonly text: string }
    | { readonly do: 'snooze'; readonly until: number; readonly text: string }
    | { readonly do: 'wake' }
    | {
        readonly do: 'resolve';
        readonly text: string;
        /** Version that the database is at now, as the person says. Left out if they did not say. */
        readonly version?: string;
      }
    | { readonly do: 'resend' }
  );

export type Deed = Action['do'];

/** Longest text of an action, characters. */
export const MAX_ACTION_TEXT = 2_000;

const HOUR_MS = 60 * 60_000;

/** Longest times that an action or a mute may last, ms. */
export const MOST_QUIET_MS = { ack: 24 * HOUR_MS, snooze: 7 * 24 * HOUR_MS, mute: 24 * HOUR_MS } as const;

/** An action counts at most this much later than its message arrived, ms, so that a wrong clock cannot quiet the future. */
export const CLOCK_AHEAD_MS = 60_000;

/** No page is sent about an environment until then, because a person asked for it. */
export interface Mute {
  readonly environment: string;
  /** Epoch ms. */
  readonly at: number;
  /** First moment after it, epoch ms. `at` when a person ended the mute. */
  readonly until: number;
  readonly by: Actor;
  readonly reason: string;
}

/** `Ada (PagerDuty)`; the name alone for the command line. */
export function actorText({ name, via }: Actor): string {
  return via === 'PagerDuty' ? `${name} (${via})` : name;
}
