import { ReasonedError } from '../../domain/model/reasoned-error.ts';

/** The call of a schedule cannot be read. A retry would not help. */
export class ScheduleCallError extends ReasonedError<'wrong-shape' | 'wrong-time'> {
  override readonly name = 'ScheduleCallError';
}
