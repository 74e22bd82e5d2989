import type { AlarmState, Suppressor } from './definition.ts';

/** A change of state of the composite alarm or of its suppressor. `at` in seconds. */
export interface SuppressionEvent {
  readonly at: number;
  readonly of: 'composite' | 'suppressor';
  readonly to: AlarmState;
}

/** An action that was taken, and for which state. `at` in seconds. */
export interface Action {
  readonly at: number;
  readonly state: AlarmState;
}

/**
 * When a composite alarm with a suppressor acts, given all changes of state in order of time.
 *
 * Each change of the composite alarm begins a wait period, and the next change begins it again. While the suppressor is in ALARM
 * there are no actions. When it leaves ALARM, the extension period begins. When a period ends without interruption, the alarm acts
 * for its current state, if that changed since the last action. A period that ends at the moment of a change ends before it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
export function actionsTaken(
  { waitSeconds, extensionSeconds }: Pick<Suppressor, 'waitSeconds' | 'extensionSeconds'>,
  events: readonly SuppressionEvent[],
  until: number,
): readonly Action[] {
  const taken: Action[] = [];
  let composite: AlarmState | undefined;
  let suppressor: AlarmState | undefined;
  let endsAt: number | undefined;
  let outbox = false;
  const expire = (now: number) => {
    if (endsAt === undefined || endsAt > now) return;
    if (outbox && composite !== undefined) taken.push({ at: endsAt, state: composite });
    outbox = false;
    endsAt = undefined;
  };
  for (const { at, of, to } of events) {
    expire(at);
    if (of === 'composite') {
      composite = to;
      outbox = true;
      endsAt = suppressor === 'ALARM' ? undefined : at + waitSeconds;
    } else {
      if (to === 'ALARM') endsAt = undefined;
      else if (suppressor === 'ALARM') endsAt = at + extensionSeconds;
      suppressor = to;
    }
  }
  expire(until);
  return taken;
}
