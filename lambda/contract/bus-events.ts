/** `source` of the events that migrate-watch puts on an EventBridge bus: those of a channel, and those of deploys. */
export const EVENT_SOURCE = 'migrate-watch';

/**
 * `detail-type` of the events of a channel, by the kind of the notice. docs/events.md describes them. A test page has its own, so that a
 * rule for incidents starts nothing because of a test.
 */
export const DETAIL_TYPES = {
  opened: 'Incident Opened',
  updated: 'Incident Updated',
  reminder: 'Incident Reminder',
  escalated: 'Incident Escalated',
  handled: 'Incident Handled',
  resolved: 'Incident Resolved',
  change: 'Migrations Applied',
  test: 'Test Page',
} as const;

export type DetailType = (typeof DETAIL_TYPES)[keyof typeof DETAIL_TYPES];
