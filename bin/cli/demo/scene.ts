import type { Target } from '../../../lambda/domain/model/target.ts';

/** When something happens in the imaginary week: `Tue 02:13` or `Tue 02:13:05`, UTC. */
export type WeekMoment = `${'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun'} ${string}`;

/** Something that happens in the week. */
export type Scene = TaskScene | BuildScene | ServiceScene | AcknowledgeScene;

/** A captured run: a file of test/fixtures/migrate, with how its text moves through the week. */
export interface Captured {
  /** Name of the fixture, without `.log`. */
  readonly log: string;
  /**
   * A longer wait than the capture has: line `beforeLine` (1-based) and all later lines are delayed by it. If `beforeLine` is one
   * past the last line, only the end of the process is delayed.
   */
  readonly wait?: { readonly beforeLine: number; readonly minutes: number };
}

/** A one-off ECS task whose container only migrates. */
export interface TaskScene extends Captured {
  readonly kind: 'task';
  readonly at: WeekMoment;
  readonly target: Target;
  /** Versions whose files the image carries, as its entrypoint announces them; left out if it announces nothing. */
  readonly files?: string;
  /** ECS's stop code and reason, when the container did not exit by itself. */
  readonly stop?: { readonly code: string; readonly reason: string; readonly containerReason?: string };
}

/** A CodeBuild build that migrates one database after the other, until one fails. */
export interface BuildScene {
  readonly kind: 'build';
  readonly at: WeekMoment;
  readonly project: string;
  readonly runs: readonly (Captured & { readonly target: Target })[];
}

/** A service in an ECS task that migrates through the library when it starts, and then goes on to serve. */
export interface ServiceScene extends Captured {
  readonly kind: 'service';
  readonly at: WeekMoment;
  readonly target: Target;
}

/** A person acknowledges an incident that no run can end. */
export interface AcknowledgeScene {
  readonly kind: 'acknowledge';
  readonly at: WeekMoment;
  /** Incident key. */
  readonly incident: string;
  readonly by: string;
}
