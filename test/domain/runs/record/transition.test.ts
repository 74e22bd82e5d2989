import { expect, test } from 'vitest';
import type { Run } from '../../../../lambda/domain/model/run.ts';
import { transitionOf } from '../../../../lambda/domain/runs/record/transition.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../../builders/facts-and-runs.ts';

const running = handMadeRun();
const failed = handMadeRun({ outcome: 'failed', endedAt: T0, dirtyVersion: '2' });

test.each<[string, Run | null, Partial<Run>, string | undefined]>([
  ['a run that appears', null, {}, 'started'],
  ['a run that is first seen when it has ended', null, { outcome: 'failed' }, 'ended'],
  ['progress', running, { migrations: [handMadeMigration()], lastEventAt: T0 + 5 }, undefined],
  ['a deadline that passed', running, { alerts: ['silent-warning'] }, 'alerted'],
  ['a leaked credential while it runs', running, { leaked: ['password'] }, 'alerted'],
  ['a finding while it runs', running, { findings: [{ kind: 'image-older', text: '' }] }, 'alerted'],
  ['an alert that a later line took back', handMadeRun({ alerts: ['silent-warning'] }), {}, undefined],
  ['the end', running, { outcome: 'killed' }, 'ended'],
  ['an end that is taken back', failed, {}, 'corrected'],
  [
    'a finding and a contradiction in other words',
    { ...failed, disagreement: 'a', findings: [{ kind: 'late', text: 'a' }] },
    { ...failed, disagreement: 'b', findings: [{ kind: 'late', text: 'b' }] },
    undefined,
  ],
  [
    'another finding',
    { ...failed, findings: [{ kind: 'late', text: 'a' }] },
    { ...failed, findings: [{ kind: 'lines-missing', text: 'a' }] },
    'corrected',
  ],
  ['another outcome', failed, { outcome: 'killed' }, 'corrected'],
  ['an exit code that agrees', failed, { ...failed, exitCode: 1, endedAt: T0 + 9, durationMs: 9 }, undefined],
  ['the tail of an error', failed, { ...failed, dirtyVersion: '3' }, 'corrected'],
  [
    'migrations that were not known of',
    failed,
    { ...failed, migrations: [handMadeMigration()] },
    'corrected',
  ],
  [
    'lines that turn out to be missing',
    failed,
    { ...failed, incomplete: { why: 'lines', from: T0, to: T0 } },
    'corrected',
  ],
])('%s', (_name, before, after, kind) => {
  const changed = { ...handMadeRun(), ...after };
  const transition = transitionOf(before, changed);
  expect(transition?.kind).toBe(kind);
  if (transition)
    expect(transition).toMatchObject({ before: before?.outcome ?? null, after: changed.outcome });
});

test('a run that later facts move to another database says which one it left', () => {
  const moved = { ...failed, target: { environment: 'production', database: 'users' } };
  expect(transitionOf(failed, moved)).toMatchObject({ kind: 'corrected', left: failed.target });
  expect(transitionOf(running, { ...moved, outcome: 'running' })).toMatchObject({ kind: 'corrected' });
  expect(transitionOf(running, failed)).not.toHaveProperty('left');
});
