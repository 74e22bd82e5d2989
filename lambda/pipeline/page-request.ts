import type { Observation } from '../domain/incidents/evolve.ts';
import type { Action } from '../domain/model/action.ts';
import type { Run } from '../domain/model/run.ts';
import type { Target } from '../domain/model/target.ts';

/** What one message says about one database, and what `page` needs to bring its incidents up to date. */
export interface PageRequest {
  readonly target: Target;
  /** Id of the message. When the message is delivered again, the pages that it left in an outbox are found by this id. */
  readonly messageId: string;
  /** Key of the incident that the message names, so that it is read. Left out if the message names none. */
  readonly about?: string;
  /** What the message reports; all of it is evolved in one step. Empty when the message only says that something is due. */
  readonly observations: readonly Observation[];
  /** What a person did about the incident {@link about}. Left out for other messages. */
  readonly action?: Action;
  /** The runs that the message carries. */
  readonly runs: readonly Run[];
}
