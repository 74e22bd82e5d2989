import type { Action, Mute } from '../../model/action.ts';
import type { Ask } from '../../model/ask.ts';
import type { Decision } from '../../model/decision.ts';
import type { GateOverride } from '../../model/gate-override.ts';
import type { Run } from '../../model/run.ts';
import type { Target } from '../../model/target.ts';
import type { TestPage, TestWord } from '../../model/test-page.ts';
import type { Transition } from './run-record.ts';

/** A change of one run. */
export interface RunMessage {
  readonly type: 'run';
  /** Dedup key, `<run id>#<revision>`: equal ids are the same message sent again. */
  readonly id: string;
  readonly transition: Transition;
  readonly run: Run;
  /** Revision of the record that holds `run`; a higher one is newer. */
  readonly revision: number;
  /** For a superseded run: the run that replaced it, so that a reader never lacks both. */
  readonly successor?: { readonly run: Run; readonly revision: number };
}

/** The run messages inside a message, in order. */
export function runsIn(message: EventsMessage): readonly RunMessage[] {
  if (message.type === 'run') return [message];
  return message.type === 'runs' ? message.runs : [];
}

/** What writers, and commands of people, publish to the topic `events`. `page` is its only reader, and also receives CloudWatch's own alarm notifications. */
export type EventsMessage =
  | RunMessage
  | {
      readonly type: 'runs';
      /** Changes of several runs, in order. */
      readonly runs: readonly RunMessage[];
    }
  | {
      readonly type: 'incident-due';
      /** Key of the incident whose reminder is due. */
      readonly incident: string;
      /** When it was due, epoch ms. */
      readonly dueAt: number;
    }
  | {
      readonly type: 'missing';
      /** Dedup key, `<name of the expectation>@<dueAt>`: equal ids are the same message sent again. */
      readonly id: string;
      readonly target: Target;
      /** A run that started at or after this moment (epoch ms) is the expected one. */
      readonly since: number;
      /** When it should have started at the latest, epoch ms. */
      readonly dueAt: number;
      /** Version that the database should have reached by then. Left out if a start was enough. */
      readonly version?: string;
      /** Id of a run that has begun since and is going on. Left out if there is none. */
      readonly going?: string;
    }
  | {
      /** `test-page`: send it. `test-over`: its time has passed. */
      readonly type: 'test-page' | 'test-over';
      readonly test: TestPage;
    }
  | {
      readonly type: 'test-answered';
      readonly test: TestPage;
      readonly word: TestWord;
    }
  | AskRequest
  | ActionMessage
  | MuteMessage
  | GateOverrideMessage
  | DecisionMessage;

/** The sweep wants to know what people did at the receivers. */
export interface AskRequest extends Ask {
  readonly type: 'ask';
}

/** A person acted on an incident. */
export interface ActionMessage {
  readonly type: 'action';
  /** Key of the incident. */
  readonly incident: string;
  readonly action: Action;
}

/** A person asked for no pages about an environment. */
export interface MuteMessage {
  readonly type: 'mute';
  readonly id: string;
  readonly mute: Mute;
}

/** A deploy was let through a gate that was not open. */
export interface GateOverrideMessage {
  readonly type: 'gate-overridden';
  readonly target: Target;
  readonly override: GateOverride;
}

/** A person decided about a finding of a review. */
export interface DecisionMessage {
  readonly type: 'review-decided';
  readonly decision: Decision;
}
