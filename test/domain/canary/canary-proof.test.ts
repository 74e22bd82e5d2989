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

describe('the proof is complete for', () => {
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

describe('the proof says what is missing:', () => {
  const { canaryPageText: _, ...unpaged } = incident();
  test.each([
    { name: 'no record', run: undefined, incidents: [], expected: /^no record of run x$/ },
    {
      name: 'a stream of another',
      run: { ...succeeded, logStream: 'orders/x' },
      incidents: [],
      expected: /is not a log stream of the canary$/,
    },
    {
      name: 'another outcome',
      run: { ...failed, outcome: 'unknown' as const },
      incidents: [],
      expected: /as unknown \(.+; expected failed/,
    },
    {
      name: 'a migration too few',
      run: { ...succeeded, migrations: [] },
      incidents: [],
      expected: /as succeeded \(\); expected succeeded/,
    },
    {
      name: 'an incident left open',
      run: succeeded,
      incidents: [incident()],
      expected: /did not end incident migrate-watch\/canary/,
    },
    { name: 'no incident', run: failed, incidents: [], expected: /^no page of run x$/ },
    {
      name: 'an incident of another run',
      run: failed,
      incidents: [incident({ lead: 'y' })],
      expected: /^no page of run x$/,
    },
    {
      name: 'an incident of another kind',
      run: failed,
      incidents: [incident({ kind: 'slow' })],
      expected: /^no page of run x$/,
    },
    { name: 'an incident without a page', run: failed, incidents: [unpaged], expected: /^no page of run x$/ },
    {
      name: 'the state',
      run: failed,
      incidents: [incident({ canaryPageText: PAGE.replace('DIRTY', 'fine') })],
      expected: /not say: DIRTY at 3$/,
    },
    {
      name: 'the command',
      run: failed,
      incidents: [incident({ canaryPageText: PAGE.replace('2', '1') })],
      expected: /not say: migrate .+ force 2$/,
    },
  ])('$name', ({ run, incidents, expected }) => {
    const named = run && { ...run, id: 'x' };
    const of = incidents.map((each) => (each.lead === failed.id ? { ...each, lead: 'x' } : each));
    expect(proofLacks('x', { run: named, incidents: of })).toMatch(expected);
  });
});
