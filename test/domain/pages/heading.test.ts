import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CASES } from '../../../lambda/domain/diagnosis/knowledge/cases.ts';
import { anchorOf } from '../../../lambda/domain/diagnosis/knowledge/knowledge.ts';
import { KNOWLEDGE } from '../../../lambda/domain/diagnosis/knowledge/look-up-knowledge.ts';
import { findingHeading, HEADINGS, pageHeading } from '../../../lambda/domain/pages/heading.ts';
import { headingAnchors } from '../../architecture/doc-links.ts';
import { capturedRun, NIGHT } from '../../pipeline/page-world.ts';

const runbook = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
const anchors = headingAnchors(runbook);

describe('every link that a page can carry is a heading of the runbook', () => {
  test.each([...Object.values(HEADINGS), ...KNOWLEDGE.map(anchorOf)])('%s', (anchor) => {
    expect(anchors).toContain(anchor);
  });

  test.each(['skipped-lower-version', 'image-newer', 'image-older'] as const)('finding %s', (kind) => {
    expect(anchors).toContain(findingHeading(kind));
  });

  test.each([
    ['pg-syntax-error-verbose', 1, 'sqlstate-42601'],
    ['killed-mid-migration-sigkill-verbose', 137, HEADINGS.killed],
    ['interrupted-as-pid-1-verbose', 0, HEADINGS['stopped-early']],
    ['up-three.1', 1, HEADINGS.failed],
    ['lock-timeout-on-advisory-lock', 1, 'lock'],
    ['lock-timeout-on-table', 1, 'sqlstate-55p03'],
  ])('%s, exit code %i: %s', (fixture, exitCode, heading) => {
    expect(pageHeading(capturedRun(fixture, { at: NIGHT, exitCode }))).toBe(heading);
  });
});

test.each(Object.entries(CASES))('%s has five parts, in short and whole sentences', (_anchor, parts) => {
  expect(Object.keys(parts)).toEqual(['meaning', 'impact', 'firstStep', 'repair', 'clears']);
  for (const text of Object.values(parts)) {
    expect(text).toMatch(/^(?:[A-Z]|golang-migrate ).*\.$/);
    expect(text.length).toBeLessThanOrEqual(300);
  }
});

test('how to set what the commands of a page take is a heading too, and no line of it puts a password into the history', () => {
  expect(anchors).toContain('set-database_url-migrations-and-mysql_cnf');
  const shell = [...runbook.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block!).join('');
  for (const name of ['DATABASE_URL', 'MIGRATIONS', 'MYSQL_CNF']) expect(shell).toContain(name);
  expect(shell).not.toMatch(/:\/\/\w+:(?!\$\()[^/\s]+@|PASSWORD=(?!"\$PASSWORD")/);
});
