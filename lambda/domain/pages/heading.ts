import type { CASES } from '../diagnosis/knowledge/cases.ts';
import { anchorOf } from '../diagnosis/knowledge/knowledge.ts';
import { lookUpKnowledge } from '../diagnosis/knowledge/look-up-knowledge.ts';
import type { WrongFinding } from '../incidents/run-summary.ts';
import type { Run } from '../model/run.ts';

/** Headings of the runbook for pages that are not about an error. */
export const HEADINGS = {
  killed: 'run-killed',
  unknown: 'run-ended-and-nothing-says-how',
  'stopped-early': 'run-stopped-early',
  'file-read-in-part': 'migration-file-read-in-part',
  'skipped-lower-version': 'lower-version-skipped',
  'image-newer': 'image-has-more-files',
  'image-older': 'image-older-than-the-database',
  slow: 'run-is-slow',
  missing: 'expected-run-missing',
  leak: 'credential-in-a-log',
  alarm: 'alarm-without-a-run',
  pattern: 'error-pattern-matched',
  failed: 'run-failed-without-an-error-line',
  unnamed: 'container-not-named',
} as const satisfies Readonly<Record<string, keyof typeof CASES>>;

/** Headings of the runbook that say how to do what a page asks for. */
export const SET_UP_HEADING = 'set-database_url-migrations-and-mysql_cnf';
export const ACKNOWLEDGE_HEADING = 'acknowledge-an-incident';

/** The runbook's heading for a run: that of its error (the most specific one), else of its outcome. An interruption does not count as an error. */
export function pageHeading(run: Run): string {
  const [known] = run.error === null || run.error.class === 'interrupted' ? [] : lookUpKnowledge(run.error);
  if (known !== undefined) return anchorOf(known);
  if (run.findings.some(({ kind }) => kind === 'name-container')) return HEADINGS.unnamed;
  return run.outcome === 'killed' || run.outcome === 'unknown' || run.outcome === 'stopped-early'
    ? HEADINGS[run.outcome]
    : HEADINGS.failed;
}

/** The runbook's heading for a finding on a run that was green. */
export function findingHeading(kind: WrongFinding): string {
  return HEADINGS[kind];
}
