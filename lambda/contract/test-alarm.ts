/** What a monitor's alarm for tests is called, after the name of the monitor. Only `migrate-watch test-page` raises it. */
export const TEST_ALARM = { part: 'monitor', kind: 'test-page' } as const;

/** The name of the alarm that `migrate-watch test-page --severity health` raises. */
export function testAlarmName(monitor: string): string {
  return [monitor, TEST_ALARM.part, TEST_ALARM.kind].join('-');
}
