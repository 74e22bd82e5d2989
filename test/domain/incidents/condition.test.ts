import { expect, test } from 'vitest';
import { type Condition, conditionsOf } from '../../../lambda/domain/incidents/condition.ts';
import { episodesOf } from '../../../lambda/domain/incidents/episode.ts';
import { evolve, type Observation } from '../../../lambda/domain/incidents/evolve.ts';
import { summaryOf } from '../../../lambda/domain/incidents/run-summary.ts';
import { emptyState } from '../../../lambda/domain/incidents/target-state.ts';
import { errorWithoutFields } from '../../../lambda/domain/lines/parse/parse-error.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../builders/facts-and-runs.ts';

const MINUTE = 60_000;

function ran(minute: number, over: Partial<Run>): Observation {
  const at = T0 + minute * MINUTE;
  const run = handMadeRun({
    id: `run ${minute}`,
    startedAt: at,
    endedAt: at + 1,
    lastEventAt: at + 1,
    ...over,
  });
  return { kind: 'run', run: summaryOf(run, 1) };
}

const failed = (minute: number) =>
  ran(minute, { outcome: 'failed', error: errorWithoutFields('migration-failed', ''), dirtyVersion: '2' });
const blocked = (minute: number) =>
  ran(minute, { outcome: 'blocked', error: errorWithoutFields('dirty-blocked', ''), dirtyVersion: '2' });
const lock = (minute: number) => ran(minute, { outcome: 'failed', error: errorWithoutFields('lock', '') });
const killed = (minute: number) => ran(minute, { outcome: 'killed' });
const clean = (minute: number) => ran(minute, { outcome: 'succeeded', migrations: [handMadeMigration()] });
const wrong = (minute: number) =>
  ran(minute, { outcome: 'no-change', findings: [{ kind: 'image-newer', text: '' }] });
const slow = (minute: number, alerts: Run['alerts'], over: Partial<Run> = {}) =>
  ran(minute, { outcome: 'running', endedAt: null, alerts, ...over });
const LONG = ['long-running-warning', 'long-running-critical'] as const;
const leaked = (minute: number) => ran(minute, { outcome: 'no-change', leaked: ['password'] });
const alarm = (minute: number, kind: 'migration' | 'wrong' | 'leak' | 'missing' | 'slow'): Observation => ({
  kind: 'alarm',
  alarm: { name: 'watch', kind, at: T0 + minute * MINUTE, text: '' },
});
const missed = (minute: number): Observation => {
  const at = T0 + minute * MINUTE;
  return { kind: 'missing', missing: { id: `nightly@${at}`, since: at, dueAt: at } };
};
const changed = (minute: number): Observation => ({
  kind: 'acknowledged',
  acknowledgement: { id: 'ack', kind: 'leak', at: T0 + minute * MINUTE, by: 'ann', explains: false },
});

test.each<[string, readonly Observation[], readonly Condition[]]>([
  ['nothing seen', [], []],
  ['a failure', [failed(1)], ['failed', 'dirty']],
  ['its refusals join it', [failed(1), blocked(2)], ['failed', 'blocked', 'dirty']],
  ['a refusal whose cause nobody saw', [blocked(1)], ['blocked', 'dirty']],
  ['a clean run ends it', [failed(1), blocked(2), clean(3)], []],
  ['a lock that was not had', [lock(1)], ['failed', 'lock']],
  ['another failure takes its place', [lock(1), killed(2)], ['killed']],
  ['one that nothing says the end of', [ran(1, { outcome: 'unknown' })], ['killed']],
  ['green but wrong', [wrong(1)], ['wrong']],
  ['green and right after it', [wrong(1), clean(2)], []],
  ['a credential, whatever comes after it', [leaked(1), clean(2)], ['leak']],
  ['a credential that was changed', [leaked(1), changed(2)], []],
  ['a run that did not come', [missed(1)], ['missing']],
  ['a run that came late', [missed(1), clean(2)], []],
  ['a run that is silent for long', [slow(1, ['silent-warning'])], ['slow-warning']],
  ['a run that lasts very long', [slow(1, LONG)], ['slow-warning', 'slow-critical']],
  ['a slow run that has ended', [slow(1, LONG, { outcome: 'succeeded', endedAt: T0 + 40 * MINUTE })], []],
  [
    'two that are slow together, of which the worse one has ended',
    [slow(1, LONG, { outcome: 'succeeded', endedAt: T0 + 40 * MINUTE }), slow(30, ['silent-warning'])],
    ['slow-warning'],
  ],
  ['a slow run that fails', [slow(1, LONG, { outcome: 'killed', endedAt: T0 + 40 * MINUTE })], ['killed']],
  [
    'alarms alone, which read these very gauges',
    [alarm(1, 'migration'), alarm(1, 'wrong'), alarm(1, 'leak'), alarm(1, 'missing'), alarm(1, 'slow')],
    [],
  ],
])('%s', (_name, observations, expected) => {
  const causes = (order: readonly Observation[]) => {
    const state = order.reduce(evolve, emptyState({ environment: 'production', database: 'orders' }));
    return episodesOf(state).flatMap((episode) => conditionsOf(state, episode));
  };
  expect(causes(observations)).toEqual(expected);
  expect(causes([...observations].reverse())).toEqual(expected);
});

test('slow runs that are running but no longer kept are a warning: their level is not known', () => {
  const target = { environment: 'production', database: 'orders' };
  const observations = Array.from({ length: 400 }, (_, minute) => slow(minute, LONG));
  const state = observations.reduce(evolve, emptyState(target));
  expect(state.runs.length).toBeLessThan(observations.length);
  const after = state.runs
    .map(
      (run): Observation => ({
        kind: 'run',
        run: { ...run, revision: 2, outcome: 'succeeded', endedAt: T0 + 500 * MINUTE },
      }),
    )
    .reduce(evolve, state);
  expect(episodesOf(after).flatMap((episode) => conditionsOf(after, episode))).toEqual(['slow-warning']);
});
