import { ReasonedError } from '../../domain/model/reasoned-error.ts';

/** A call of a schedule that cannot be read, and that no retry makes readable. */
export class ScheduleCallError extends ReasonedError<'wrong-shape' | 'wrong-time'> {
  override readonly name = 'ScheduleCallError';
}
