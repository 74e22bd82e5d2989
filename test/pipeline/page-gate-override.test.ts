import { expect, test } from 'vitest';
import { includeState } from '../../lambda/domain/incidents/include-state.ts';
import { emptyState } from '../../lambda/domain/incidents/target-state.ts';
import type { GateOverride } from '../../lambda/domain/model/gate-override.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import { readMessage } from '../../lambda/pipeline/read-message.ts';
import { clean, failed } from './night-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, POLICY } from './page-world.ts';

const TARGET = clean(0).target;
const DAY = 24 * HOUR;

const overridden = (at: number, id = 'o1'): EventsMessage => ({
  type: 'gate-overridden',
  target: TARGET,
  override: { id, at, by: { name: 'Ada', via: 'command line' }, checks: ['version'], reason: 'hotfix' },
});
const sent = (message: EventsMessage) => readMessage(JSON.stringify(message), POLICY.monitor);
const tell = (world: PageWorld, message: EventsMessage, at: number) => world.tell(sent(message), at);
const overridesOf = async (world: PageWorld): Promise<readonly GateOverride[]> =>
  (await world.incidents.readTarget(TARGET)).state?.gateOverrides ?? [];

const SAID = 'Ada let a deploy through the gate in spite of version: hotfix';

test.each([
  { what: '1 ms less than 24 hours before', ago: DAY - 1, said: true },
  { what: '24 hours before', ago: DAY, said: false },
])('the page of a failure names an override $what: $said', async ({ ago, said }) => {
  const world = new PageWorld();
  await world.ended(clean(-3 * DAY));
  const failure = failed(0, '42', '42601');
  await tell(world, overridden(failure.endedAt! - ago), failure.endedAt! - ago);
  expect(world.sent).toEqual([]);
  await world.ended(failure);
  expect(world.lastText.replaceAll(/\s+/g, ' ').includes(SAID)).toBe(said);
});

test('the same message again adds nothing', async () => {
  const world = new PageWorld();
  await world.ended(clean(0));
  const at = NIGHT + HOUR;
  await tell(world, overridden(at), at);
  await tell(world, overridden(at), at + MINUTE);
  expect((await overridesOf(world)).map(({ id }) => id)).toEqual(['o1']);
});

test('a clock that is ahead counts as one minute after the message', async () => {
  const world = new PageWorld();
  await world.ended(clean(0));
  const now = NIGHT + HOUR;
  await tell(world, overridden(now + DAY), now);
  expect((await overridesOf(world)).map(({ at }) => at)).toEqual([now + MINUTE]);
});

test('the last 30 are kept', async () => {
  const world = new PageWorld();
  await world.ended(clean(0));
  for (let i = 0; i < 31; i++) {
    const at = NIGHT + HOUR + i * MINUTE;
    await tell(world, overridden(at, `o${i}`), at);
  }
  const kept = await overridesOf(world);
  expect([kept.length, kept[0]!.id, kept.at(-1)!.id]).toEqual([30, 'o1', 'o30']);
});

test('one about a database that no run has shown is counted and logged, and stores nothing', async () => {
  const world = new PageWorld();
  await tell(world, overridden(NIGHT), NIGHT);
  expect((await world.incidents.readTarget(TARGET)).state).toBeNull();
  expect(world.warnings).toEqual([
    expect.stringMatching(
      /^the override of the gate to .* is refused: no run of this database has been seen$/,
    ),
  ]);
});

test.each([
  ['no checks', { checks: [] }],
  ['a check that does not exist', { checks: ['dirty'] }],
  ['no reason', { reason: '' }],
  ['a reason that is too long', { reason: 'x'.repeat(2_001) }],
])('a message with %s is refused as a message', (_what, wrong) => {
  const message = overridden(NIGHT) as Extract<EventsMessage, { type: 'gate-overridden' }>;
  const broken = { ...message, override: { ...message.override, ...wrong } };
  expect(() => readMessage(JSON.stringify(broken), POLICY.monitor)).toThrow();
});

test('a renamed database keeps the overrides of its former name', async () => {
  const world = new PageWorld();
  await world.ended(clean(0));
  await tell(world, overridden(NIGHT), NIGHT);
  const { state } = await world.incidents.readTarget(TARGET);
  const next = { ...TARGET, environment: 'live' };
  const joined = includeState({ ...emptyState(next), revision: 1 }, state!, next);
  expect(joined.gateOverrides?.map(({ id }) => id)).toEqual(['o1']);
});
