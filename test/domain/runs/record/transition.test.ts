import { expect, test } from 'vitest';
import type { Run } from '../../../../lambda/domain/model/run.ts';
import { transitionOf } from '../../../../lambda/domain/runs/record/transition.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../../builders/facts-and-runs.ts';

const running = handMadeRun();
const failed = handMadeRun({ outcome: 'failed', endedAt: T0, dirtyVersion: '2' });

test.each<{
  readonly name: string;
  readonly before: Run | null;
  readonly after: Partial<Run>;
  readonly kind: string | undefined;
}>([
  { name: 'a run that appears', before: null, after: {}, kind: 'started' },
  {
    name: 'a run that is first seen when it has ended',
    before: null,
    after: { outcome: 'failed' },
    kind: 'ended',
  },
  {
    name: 'progress',
    before: running,
    after: { migrations: [handMadeMigration()], lastEventAt: T0 + 5 },
    kind: undefined,
  },
  { name: 'a deadline that passed', before: running, after: { alerts: ['silent-warning'] }, kind: 'alerted' },
  {
    name: 'a leaked credential while it runs',
    before: running,
    after: { leaked: ['password'] },
    kind: 'alerted',
  },
  {
    name: 'a finding while it runs',
    before: running,
    after: { findings: [{ kind: 'image-older', text: '' }] },
    kind: 'alerted',
  },
  {
    name: 'an alert that a later line took back',
    before: handMadeRun({ alerts: ['silent-warning'] }),
    after: {},
    kind: undefined,
  },
  { name: 'the end', before: running, after: { outcome: 'killed' }, kind: 'ended' },
  { name: 'an end that is taken back', before: failed, after: {}, kind: 'corrected' },
  {
    name: 'a finding and a contradiction in other words',
    before: { ...failed, disagreement: 'a', findings: [{ kind: 'late', text: 'a' }] },
    after: { ...failed, disagreement: 'b', findings: [{ kind: 'late', text: 'b' }] },
    kind: undefined,
  },
  {
    name: 'another finding',
    before: { ...failed, findings: [{ kind: 'late', text: 'a' }] },
    after: { ...failed, findings: [{ kind: 'lines-missing', text: 'a' }] },
    kind: 'corrected',
  },
  { name: 'another outcome', before: failed, after: { outcome: 'killed' }, kind: 'corrected' },
  {
    name: 'an exit code that agrees',
    before: failed,
    after: { ...failed, exitCode: 1, endedAt: T0 + 9, durationMs: 9 },
    kind: undefined,
  },
  {
    name: 'the tail of an error',
    before: failed,
    after: { ...failed, dirtyVersion: '3' },
    kind: 'corrected',
  },
  {
    name: 'migrations that were not known of',
    before: failed,
    after: { ...failed, migrations: [handMadeMigration()] },
    kind: 'corrected',
  },
  {
    name: 'lines that turn out to be missing',
    before: failed,
    after: { ...failed, incomplete: { why: 'lines', from: T0, to: T0 } },
    kind: 'corrected',
  },
])('$name', ({ before, after, kind }) => {
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
