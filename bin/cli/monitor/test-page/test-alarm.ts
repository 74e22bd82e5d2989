import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { testAlarmName } from '../../../../lambda/contract/test-alarm.ts';
import { MonitorFault } from '../fault.ts';
import type { TestContext } from './context.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
const MAX_REASON = 1_023;

/**
 * Sets the state of the alarm that exists for tests. CloudWatch's next evaluation sets it back to OK, even if this command is ended.
 *
 * @throws MonitorFault if the monitor has no such alarm
 */
export async function setTestAlarm(
  StateValue: 'ALARM' | 'OK',
  { cloudWatch, monitor, by }: TestContext,
): Promise<void> {
  const AlarmName = testAlarmName(monitor.monitor.name);
  const StateReason = `TEST by ${by}: nothing is wrong`.slice(0, MAX_REASON);
  try {
    await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFound') throw error;
    throw new MonitorFault(
      `there is no alarm ${AlarmName}, because an older version is deployed; deploy this version`,
    );
  }
}
