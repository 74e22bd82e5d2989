import { MONITOR_ENVIRONMENT } from '../../contract/metrics.ts';
import type { Severity } from '../../contract/severity.ts';
import { type Monitor, monitorWords } from '../model/monitor.ts';
import type { PageMessage } from '../model/page-message.ts';
import { TEST_LASTS_MS, type TestPage, testKey } from '../model/test-page.ts';
import { truncate } from '../model/truncate.ts';

const MINUTES = TEST_LASTS_MS / 60_000;
/** Longest name of the person who started it, UTF-16 units. */
const MAX_NAME = 200;

/**
 * The page of a test, or its end, in the form of every other page. Its title begins with `TEST`.
 *
 * @param now epoch ms
 */
export function testNotice(
  test: TestPage,
  severity: Severity,
  kind: 'opened' | 'resolved',
  { monitor, now }: { readonly monitor: Monitor; readonly now: number },
): PageMessage {
  const key = testKey(test, monitor);
  const sequence = kind === 'opened' ? 1 : 2;
  const by = truncate(test.by, MAX_NAME);
  const isOver = kind === 'resolved';
  return {
    id: `${key}#${sequence}`,
    key,
    monitor,
    sequence,
    kind,
    incidentKind: 'test',
    test: { only: test.only },
    environment: MONITOR_ENVIRONMENT,
    database: monitor.name,
    severity,
    at: now,
    failedAt: null,
    title: isOver
      ? `TEST of ${severity} pages is over: nothing was wrong`
      : `TEST of ${severity} pages: nothing is wrong`,
    state: [
      isOver
        ? 'The test page is over. No database was in trouble.'
        : 'This page only tests that pages reach people. No database is in trouble.',
    ],
    error: null,
    next: isOver ? [] : [{ when: null, steps: [{ do: `Tell the person who sent it that it came: ${by}.` }] }],
    doNot: [],
    evidence: [],
    ran: [`${by} sent it with migrate-watch test-page, by the monitor ${monitorWords(monitor)}.`],
    lastGood: null,
    seen: [],
    links: [],
    clears: isOver
      ? 'It ended by itself, or a person said whether it came.'
      : `It ends by itself within ${MINUTES + 1} minutes.`,
    run: null,
    class: 'test',
  };
}
