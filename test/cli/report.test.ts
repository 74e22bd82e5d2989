import { describe, expect, test } from 'vitest';
import { reportDocument } from '../../bin/cli/report/document.ts';
import type { Report } from '../../bin/cli/report/report.ts';
import type { ExplainedRun } from '../../lambda/domain/incidents/explained-run.ts';
import type { Incident } from '../../lambda/domain/incidents/incident.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import { handMadeExplained, handMadeMigration, T0 } from '../builders/facts-and-runs.ts';

const DAY_MS = 24 * 60 * 60_000;
const EVIL = `<img src=x onerror="alert(1)"> '&quot; </pre></style><script>alert(2)</script>\u001b[31m\u202e`;

describe('foreign text', () => {
  const document = reportDocument(report({ text: EVIL }));

  test('brings no element and no attribute into the page', async () => {
    const html = await document;
    expect(html).toContain('&lt;img src=x onerror=');
    expect(html).not.toMatch(/<img|<script|onerror="/i);
    expect(html.match(/<style>/g)).toHaveLength(1);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
  });

  test('brings no control character and no change of direction', async () => {
    expect(await document).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

test('the page needs nothing from outside and runs nothing', async () => {
  const html = await reportDocument(report({ text: 'users' }));
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(html).not.toMatch(/<script|<link|<iframe|\bsrc=|url\(|@import/);
  expect(html).toContain('prefers-color-scheme: dark');
  expect(html).toContain('width=device-width');
});

test('every link within the page leads to an element of it, and ids are unique', async () => {
  const html = await reportDocument(report({ text: 'users' }));
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(ids).toContain(link);
});

test('a page’s text is shown as it was sent, and a phone can wrap each line', async () => {
  const { pages, ...rest } = report({ text: 'users' });
  const html = await reportDocument({ ...rest, pages });
  const [, shown = ''] = /<pre class="page">([\s\S]*?)<\/pre>/.exec(html) ?? [];
  const lines = pageText(pages[0]!).trimEnd().split('\n');
  expect(shown.replace(/<[^>]*>/g, '')).toBe(`${lines.join('\n')}\n`);
  expect(shown.match(/<span class="line">/g)).toHaveLength(lines.length);
});

describe('a run’s timeline', () => {
  const widths = async (run: ExplainedRun) => {
    const html = await reportDocument({
      ...report({ text: 'users' }),
      runs: [run],
      incidents: null,
      span: null,
    });
    const [timeline = ''] = /<svg class="timeline"[\s\S]*?<\/svg>/.exec(html) ?? [];
    return [...timeline.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(([, x, width]) => [
      Number(x),
      Number(width),
    ]);
  };

  test('draws each migration as long as it really took', async () => {
    const [first, second] = await widths(
      handMadeExplained({
        outcome: 'succeeded',
        migrations: [
          handMadeMigration({ version: '1', ranMs: 100, startedAt: T0, endedAt: T0 + 100 }),
          handMadeMigration({ version: '2', ranMs: 300, startedAt: T0 + 100, endedAt: T0 + 400 }),
        ],
      }),
    );
    expect(second![1]! / first![1]!).toBeCloseTo(3, 1);
    expect(second![0]!).toBeCloseTo(first![0]! + first![1]!, 0);
  });

  test('draws none when no duration is known', async () => {
    expect(await widths(handMadeExplained({ migrations: [handMadeMigration({ ranMs: null })] }))).toEqual([]);
  });
});

test('a plain run whose end is not shown is not a success in the report', async () => {
  const plain = handMadeExplained({
    outcome: 'succeeded',
    endSeen: false,
    endsWithText: true,
    source: 'cli',
    migrations: [handMadeMigration({ ranFrom: 'derived', startedAt: null })],
  });
  const of = (run: ExplainedRun) =>
    reportDocument({ ...report({ text: 'users' }), runs: [run], incidents: null, span: null });
  expect(await of(plain)).toContain('applied so far');
  expect(await of(plain)).not.toContain('</svg>succeeded');
  expect(await of(plain)).toContain('a run that was killed in its next file prints the same');
  expect(await of({ ...plain, source: 'cli-verbose' })).toContain('</svg>succeeded');
});

test('a log without a run gives a page that says so', async () => {
  const html = await reportDocument({
    title: 'A log',
    lead: '',
    runs: [],
    incidents: null,
    pages: [],
    span: null,
  });
  expect(html).toContain('No golang-migrate run in this text.');
});

/** One failed run with its incident and page; `text` stands wherever foreign text can. */
function report({ text }: { text: string }): Report {
  const target = { environment: text, database: text };
  const branches = [
    { when: null, steps: [{ command: `migrate ${text}` }] },
    { when: text, steps: [{ do: text }, { command: `migrate ${text}` }] },
    { when: text, steps: [{ do: text }] },
  ];
  const run = handMadeExplained({
    target,
    outcome: 'failed',
    endedAt: T0 + 400,
    durationMs: 400,
    command: text,
    logGroup: text,
    logStream: text,
    stopReason: text,
    disagreement: text,
    dirtyVersion: '2',
    leaked: [text],
    findings: [{ kind: 'late', text }],
    migrations: [handMadeMigration({ identifier: text })],
    error: {
      class: 'migration-failed',
      message: text,
      sqlState: text,
      vendorCode: 1064,
      line: 2,
      column: 1,
      statement: `SELECT 1;\n${text}\n`,
      details: text,
    },
    verdict: { state: 'unknown', evidence: [text], next: branches, doNot: [text] },
  });
  const page: PageMessage = {
    id: 'p#1',
    key: 'migrate-watch/a/b/migration/1',
    sequence: 1,
    kind: 'opened',
    incidentKind: 'migration',
    environment: text,
    database: text,
    severity: 'critical',
    at: T0 + 2_000,
    failedAt: T0,
    title: text,
    state: [text],
    error: { plain: text, usualCause: text, code: text, text, where: text, excerpt: [text] },
    next: branches,
    doNot: [text],
    evidence: [text],
    ran: [text],
    lastGood: text,
    seen: [text],
    links: [{ label: 'Runbook', url: text }],
    clears: text,
    run: run.id,
    class: 'migration.failed',
  };
  const incident: Incident = {
    target,
    kind: 'migration',
    n: 1,
    key: page.key,
    revision: 1,
    lead: run.id,
    numberedBy: run.id,
    marks: [run.id],
    droppedMarks: 0,
    signature: null,
    openedAt: T0 + 400,
    ended: { why: 'acknowledged', at: T0 + 60_000, run: null, by: text },
    follows: null,
    dirty: true,
    conditions: [],
    title: text,
    headline: text,
    notifiedTopics: ['critical'],
    silencedBy: null,
    reminders: 0,
    remindAt: null,
    outbox: [],
  };
  return {
    title: text,
    lead: text,
    runs: [run],
    incidents: [incident, { ...incident, key: 'migrate-watch/a/b/migration/2', ended: null }],
    pages: [page],
    span: { from: T0 - DAY_MS, until: T0 + DAY_MS },
  };
}
