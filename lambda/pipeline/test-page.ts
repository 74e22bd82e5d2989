import { SEVERITIES, type Severity } from '../contract/severity.ts';
import { testNotice } from '../domain/channels/test-notice.ts';
import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import type { Monitor } from '../domain/model/monitor.ts';
import { TEST_LASTS_MS, TEST_VALID_MS, type TestPage } from '../domain/model/test-page.ts';
import type { EventsMessage } from '../domain/runs/record/events-message.ts';
import type { HealthLog, PageTopics, TestStore } from './ports.ts';

export interface TestPageContext {
  readonly tests: TestStore;
  readonly topics: Pick<PageTopics, 'publishPage'>;
  readonly healthLog: HealthLog;
  readonly policy: { readonly monitor: Monitor };
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Handles the messages of `migrate-watch test-page`; other messages cause no call.
 *
 * A test page goes to its topic as any page does. It is stored first, in the open index, so that the sweep ends it even if this
 * invocation crashes. It ends when a person says whether it came, else after {@link TEST_LASTS_MS}. It belongs to no database: it
 * changes no state and opens no incident. A message that is delivered again sends the page again under the same id.
 */
export async function testPage(
  message: EventsMessage | AlarmNotification,
  context: TestPageContext,
): Promise<void> {
  if (!('type' in message)) return;
  const { tests, healthLog, now } = context;
  switch (message.type) {
    case 'test-page': {
      const { test } = message;
      if (Math.abs(now - test.at) > TEST_VALID_MS) {
        healthLog.warn(
          `test page ${test.id} is left out: it was started at ${new Date(test.at).toISOString()}`,
        );
        return;
      }
      await tests.putTest(test, severityOf(test) === undefined ? null : now + TEST_LASTS_MS);
      await send(test, 'opened', context);
      return;
    }
    case 'test-answered':
      await tests.putWord(message.test, message.word);
      return end(message.test, context);
    case 'test-over':
      return end(message.test, context);
  }
}

/** Sends the end before it takes the test out of the open index: after a crash in between, the sweep ends the test again. */
async function end(test: TestPage, context: TestPageContext): Promise<void> {
  await send(test, 'resolved', context);
  await context.tests.endTest(test);
}

async function send(
  test: TestPage,
  kind: 'opened' | 'resolved',
  { topics, policy, now }: TestPageContext,
): Promise<void> {
  const severity = severityOf(test);
  if (severity === undefined) return;
  await topics.publishPage(severity, testNotice(test, severity, kind, { monitor: policy.monitor, now }));
}

/** `undefined` for `health`, to which alarms publish without our functions. */
function severityOf({ topic }: TestPage): Severity | undefined {
  return SEVERITIES.find((severity) => severity === topic);
}
