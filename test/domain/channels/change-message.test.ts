import { expect, test } from 'vitest';
import { changeOf } from '../../../lambda/domain/channels/change-message.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import type { RunMessage } from '../../../lambda/domain/runs/record/events-message.ts';
import type { Transition } from '../../../lambda/domain/runs/record/run-record.ts';
import { handMadeMigration, handMadeRun, T0, TASK_ARN } from '../../builders/facts-and-runs.ts';
import { WATCH } from '../../builders/notices.ts';

const clean = handMadeRun({
  outcome: 'succeeded',
  command: 'up',
  endedAt: T0 + 3_000,
  durationMs: 3_000,
  resource: TASK_ARN,
  migrations: [
    handMadeMigration({ version: '41', identifier: 'create_orders' }),
    handMadeMigration({ version: '42', identifier: 'add_email' }),
  ],
});

function told(run: Run, over: Partial<Transition> = {}): RunMessage {
  const transition = { kind: 'ended', before: 'running', after: run.outcome, ...over } as const;
  return { type: 'run', id: `${run.id}#3`, transition, run, revision: 3 };
}

test('a run that applied a migration and ended clean is a change with its own key', () => {
  expect(changeOf(told(clean), T0 + 4_000, { monitor: WATCH })).toMatchObject({
    kind: 'change',
    key: `111122223333/eu-west-1/watch.0a1b2c/migrate-watch/production/orders/change/${clean.id}`,
    id: `111122223333/eu-west-1/watch.0a1b2c/migrate-watch/production/orders/change/${clean.id}#1`,
    monitor: WATCH,
    sequence: 1,
    at: T0 + 3_000,
    title: '[production] orders: 2 migrations, the last one 42 add_email applied in 3 s',
    applied: ['41/u create_orders', '42/u add_email'],
    links: [{ label: 'Log' }, { label: 'Task' }],
  });
});

test('a run that counted as lost and turns out to be clean is a change too', () => {
  expect(
    changeOf(told(clean, { kind: 'corrected', before: 'unknown' }), T0, { monitor: WATCH }),
  ).toBeDefined();
});

test('the change of a down says that the migration was taken back', () => {
  const migrations = [handMadeMigration({ direction: 'down', identifier: 'add_email', version: '42' })];
  expect(changeOf(told({ ...clean, migrations }), T0, { monitor: WATCH })?.title).toBe(
    '[production] orders: migration 42 add_email taken back in 3 s',
  );
});

test.each([
  ['failed', told({ ...clean, outcome: 'failed' })],
  ['nothing to do', told({ ...clean, outcome: 'no-change', migrations: [] })],
  ['known as clean before', told(clean, { kind: 'corrected', before: 'succeeded' })],
  ['replaced by another run', told(clean, { kind: 'superseded' })],
  ['a force', told({ ...clean, command: 'force', migrations: [] })],
  ['the canary’s', told({ ...clean, target: { environment: 'canary', database: 'canary' } })],
])('%s: no change', (_name, message) => {
  expect(changeOf(message, T0, { monitor: WATCH })).toBeUndefined();
});
