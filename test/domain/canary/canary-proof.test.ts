import { describe, expect, test } from 'vitest';
import { proofLacks } from '../../../lambda/domain/canary/canary-proof.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../builders/facts-and-runs.ts';

const succeeded = handMadeRun({
  logStream: 'succeeded/2026-03-05T10.00.00.000Z',
  outcome: 'succeeded',
  migrations: [handMadeMigration()],
});
const failed = handMadeRun({
  logStream: 'failed/2026-03-05T10.00.00.000Z',
  outcome: 'failed',
  dirtyVersion: '3',
  migrations: [
    handMadeMigration(),
    handMadeMigration({ version: '2' }),
    handMadeMigration({ version: '3', status: 'failed' }),
  ],
});
const PAGE = 'database is DIRTY at 3\nmigrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 2\n';

function incident(over: Partial<Incident> = {}): Incident {
  const key = 'migrate-watch/canary/watch/migration/1';
  const some = {
    key,
    kind: 'migration',
    lead: failed.id,
    openedAt: T0,
    ended: null,
    canaryPageText: PAGE,
    ...over,
  };
  return some as Incident;
}
const ended = { why: 'clean-run', at: T0, run: 'x', by: null } as const;

describe('nothing is lacking', () => {
  test.each([
    ['a success, with nothing open', succeeded, []],
    ['a success that ended the incident before', succeeded, [incident({ ended })]],
    ['a success before a failure that was faster', succeeded, [incident({ openedAt: T0 + 1 })]],
    ['a failure with its page', failed, [incident()]],
    ['a failure that a later run has ended', failed, [incident({ ended })]],
  ])('%s', (_name, run, incidents) => {
    expect(proofLacks(run.id, { run, incidents })).toBeUndefined();
  });
});

describe('what is lacking is said', () => {
  const { canaryPageText: _, ...unpaged } = incident();
  test.each([
    ['no record', undefined, [], /^no record of run x$/],
    [
      'a stream of another',
      { ...succeeded, logStream: 'orders/x' },
      [],
      /is not a log stream of the canary$/,
    ],
    ['another outcome', { ...failed, outcome: 'unknown' as const }, [], /as unknown \(.+; expected failed/],
    ['a migration too few', { ...succeeded, migrations: [] }, [], /as succeeded \(\); expected succeeded/],
    ['an incident left open', succeeded, [incident()], /did not end incident migrate-watch\/canary/],
    ['no incident', failed, [], /^no page of run x$/],
    ['an incident of another run', failed, [incident({ lead: 'y' })], /^no page of run x$/],
    ['an incident of another kind', failed, [incident({ kind: 'slow' })], /^no page of run x$/],
    ['an incident without a page', failed, [unpaged], /^no page of run x$/],
    [
      'the state',
      failed,
      [incident({ canaryPageText: PAGE.replace('DIRTY', 'fine') })],
      /not say: DIRTY at 3$/,
    ],
    [
      'the command',
      failed,
      [incident({ canaryPageText: PAGE.replace('2', '1') })],
      /not say: migrate .+ force 2$/,
    ],
  ])('%s', (_name, run, incidents, expected) => {
    const named = run && { ...run, id: 'x' };
    const of = incidents.map((each) => (each.lead === failed.id ? { ...each, lead: 'x' } : each));
    expect(proofLacks('x', { run: named, incidents: of })).toMatch(expected);
  });
});
