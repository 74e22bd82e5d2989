import { readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { beforeAll, expect, test, vi } from 'vitest';
import { playWeek, type WeekResult } from '../../bin/cli/demo/play-week.ts';
import { progressOn } from '../../bin/cli/demo/progress.ts';
import { DEMO_WEEK, weekReport, weekText } from '../../bin/cli/demo/show-week.ts';
import { reportDocument } from '../../bin/cli/report/document.ts';
import { force } from '../../lambda/domain/diagnosis/advice/commands.ts';
import type { Outcome } from '../../lambda/domain/model/run.ts';
import { sentKey } from '../../lambda/domain/model/sent-key.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import { commandsIn } from '../builders/branches.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

let week: WeekResult;
let progress = '';
// A week takes seconds; on a machine that is busy with other tests it may take ten times as long.
beforeAll(async () => {
  const output = new PassThrough();
  output.on('data', (chunk) => {
    progress += String(chunk);
  });
  const shown = progressOn(output);
  week = await playWeek(DEMO_WEEK, shown, shown.share);
});

test('every run of the week is in the store once, with the outcome that its process had', () => {
  const captured = DEMO_WEEK.scenes.flatMap((scene) =>
    scene.kind === 'acknowledge' ? [] : scene.kind === 'build' ? scene.runs : [scene],
  );
  expect(week.records).toHaveLength(captured.length);
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { run } of week.records) counts[run.outcome] = (counts[run.outcome] ?? 0) + 1;
  expect(counts).toEqual({ succeeded: 20, 'no-change': 11, failed: 7, blocked: 3, killed: 2 });
});

test('every run found its declared database, and nothing is left to send', () => {
  for (const { run, outbox } of week.records) {
    expect(run.target.environment).not.toBe('unmatched');
    expect(outbox).toEqual([]);
  }
  for (const { outbox } of week.incidents) expect(outbox).toEqual([]);
});

test('each incident is opened by one page, and ended by one when it is over', () => {
  const sent = week.incidents.map((incident) => {
    const { key, ended } = incident;
    const kinds = week.pages.filter((page) => page.key === sentKey(incident)).map(({ kind }) => kind);
    expect(kinds[0]).toBe('opened');
    expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'resolved')).toHaveLength(ended === null ? 0 : 1);
    return [key.replace('migrate-watch/', ''), ended === null ? 'open' : 'over', kinds.length];
  });
  expect(sent).toEqual([
    ['production/users/migration/1', 'over', 2],
    ['dev/users/leak/1', 'over', 2],
    ['dev/users/migration/1', 'over', 2],
    ['staging/reports/migration/1', 'over', 2],
    ['staging/orders/migration/1', 'over', 2],
    ['staging/catalog/wrong/1', 'over', 2],
    ['production/orders/migration/1', 'over', 3],
    ['production/reports/slow/1', 'over', 3],
    ['production/reports/migration/1', 'over', 2],
    ['production/billing/migration/1', 'over', 2],
    ['production/billing/migration/2', 'open', 4],
    ['dev/reports/migration/1', 'open', 3],
  ]);
});

test('the page names what was typed to repair the database', () => {
  const page = week.pages.find(
    ({ key, kind }) => key.endsWith('production/orders/migration/1') && kind === 'opened',
  );
  expect(page?.severity).toBe('critical');
  expect(commandsIn(page?.next ?? [])).toContain(force('2'));
  const repair = week.records
    .map(({ run }) => run)
    .filter(
      ({ target, startedAt }) =>
        target.environment === 'production' &&
        target.database === 'orders' &&
        startedAt !== null &&
        startedAt > page!.at,
    );
  expect(repair.map(({ command, outcome }) => `${command} ${outcome}`)).toEqual([
    'up blocked',
    'up blocked',
    'version no-change',
    'force succeeded',
    'up succeeded',
  ]);
});

test('a second failure of another kind follows the first', () => {
  const second = week.incidents.find(({ key }) => key.endsWith('billing/migration/2'));
  expect(second).toMatchObject({ follows: 1, ended: null, dirty: true });
});

test('without a terminal: plain lines while it goes on, then the pages and both tables', () => {
  expect(progress).toMatch(/^Mon 2 Mar 08:30 {2}staging\/orders: succeeded$/m);
  expect(progress).toMatch(
    /^Tue 3 Mar 02:13 {2}page to critical: \[production\] users: migration 1 create_users FAILED/m,
  );
  expect(progress).toMatch(
    /^Fri 6 Mar 21:06 {2}production\/reports: still running, prints nothing \(warning\)$/m,
  );

  const text = weekText(week);
  expect(text).toContain('29 pages, as sent (the first of each incident in full, the others by their title)');
  expect(progress + text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(text).toMatch(
    /^Tue 3 Mar 02:13 to critical: \[production\] users: migration 1 create_users FAILED, .*\n {4}Now /m,
  );
  expect(text).toMatch(/^Tue 3 Mar 02:13 +production\/users +up +failed +at 1/m);
  expect(text).toMatch(/^Sat 7 Mar 18:53 +production\/billing\/migration\/2 +critical +open for/m);
  expect(text).toMatch(
    /^43 runs: 20 succeeded, 11 no-change, 7 failed, 3 blocked, 2 killed\. 12 incidents, 2 of them open/m,
  );
});

test('the HTML page shows every run, incident and page', async () => {
  const html = await reportDocument(weekReport(week));
  expect(html).toContain('The week at a glance');
  expect(html.match(/<details class="run"/g)).toHaveLength(week.records.length);
  expect(html.match(/<details class="incident/g)).toHaveLength(week.incidents.length);
  expect(html.match(/<pre class="page">/g)).toHaveLength(week.pages.length);
});

test('the password in the log reached no store and no page', () => {
  expect(JSON.stringify(week)).not.toMatch(/s3c|not-a-real-password/);
});

test('the README shows the upper half of this very page', () => {
  const page = week.pages.find(({ id, kind }) => id.includes('/production/orders/') && kind === 'opened');
  const [upper] = pageText(page!).split('\n\n');
  const readme = readFileSync('README.md', 'utf8');
  const written = readme.replace(
    /(<!-- page: [^\n]*-->\n```text\n)[\s\S]*?```/,
    (_block, opening: string) => `${opening}${upper}\n\`\`\``,
  );
  if (process.env['UPDATE_DOCS']) writeFileSync('README.md', written);
  else expect(readme).toBe(written);
});
