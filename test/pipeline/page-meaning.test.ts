import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlarmNotification } from '../../lambda/domain/incidents/alarm-notification.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import { sentKey } from '../../lambda/domain/model/sent-key.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import { handMadeMigration, handMadeRun } from '../builders/facts-and-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, runMessage } from './page-world.ts';

interface Failed {
  readonly is: 'failed';
  readonly version: string;
  readonly sqlState: string;
}

interface Stopped {
  readonly is: 'refused' | 'killed';
  readonly version: string | null;
}

interface Other {
  readonly is: 'clean' | 'alarm';
}

/** What happened to one database, five minutes apart; told in any order. */
type Happening = Failed | Stopped | Other;

const versions = fc.constantFrom('41', '42');
const happenings = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record<Failed>({
        is: fc.constant('failed' as const),
        version: versions,
        sqlState: fc.constantFrom('42601', '42P07'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record<Stopped>({
        is: fc.constantFrom('refused' as const, 'killed' as const),
        version: fc.option(versions),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record<Other>({
        is: fc.constantFrom('clean' as const, 'alarm' as const),
      }),
    },
  ),
  { minLength: 2, maxLength: 8 },
);

function errorOf(
  of: 'migration-failed' | 'dirty-blocked',
  sqlState: string | null,
): NonNullable<Run['error']> {
  const nothing = { vendorCode: null, line: null, column: null, statement: null, details: null };
  return { class: of, message: 'no', sqlState, ...nothing };
}

function runOf(happening: Happening, n: number): Run {
  const startedAt = NIGHT + n * 5 * MINUTE;
  const origin = `ecs/${n.toString(16).padStart(32, '0')}/migrate`;
  const endedAt = startedAt + MINUTE;
  const common = {
    id: `${origin}-${startedAt.toString(36)}`,
    origin,
    startedAt,
    endedAt,
    lastEventAt: endedAt,
  };
  switch (happening.is) {
    case 'clean':
      return handMadeRun({
        ...common,
        outcome: 'succeeded',
        migrations: [handMadeMigration({ version: '43' })],
      });
    case 'killed': {
      const { version } = happening;
      const executing = version === null ? [] : [handMadeMigration({ version, status: 'running' })];
      return handMadeRun({ ...common, outcome: 'killed', migrations: executing });
    }
    case 'refused':
      return handMadeRun({
        ...common,
        outcome: 'blocked',
        dirtyVersion: happening.version,
        error: errorOf('dirty-blocked', null),
      });
    case 'failed':
      return handMadeRun({
        ...common,
        outcome: 'failed',
        dirtyVersion: happening.version,
        error: errorOf('migration-failed', happening.sqlState),
      });
    case 'alarm':
      throw new Error('an alarm is not a run');
    default:
      return happening satisfies never;
  }
}

function messageOf(happening: Happening, n: number): EventsMessage | AlarmNotification {
  if (happening.is !== 'alarm') return runMessage(runOf(happening, n));
  return {
    name: 'failed',
    state: 'ALARM',
    at: NIGHT + n * 5 * MINUTE,
    description: '',
    reason: '',
    environment: 'production',
    database: 'orders',
    kind: 'migration',
  };
}

const schedules = happenings.chain((all) => {
  const messages = all.map(messageOf);
  return fc.shuffledSubarray(messages, { minLength: messages.length });
});

/** A refusal and an alarm show a state that a failure left; once that is known, they mean it. */
const isTentative = (signature: string | null) => signature === null || signature.endsWith('|dirty');

test('in any order of messages, people are notified of each failure once, and its key never means another failure', async () => {
  let rearranged = 0;
  await fc.assert(
    fc.asyncProperty(schedules, async (order) => {
      const world = new PageWorld();
      const opened = new Set<string>();
      /** Key that people were last told under of a run that leads; what each key came to mean, once a failure said it. */
      const keys = new Map<string, string>();
      const meanings = new Map<string, string>();
      for (const message of order) {
        const before = world.sent.length;
        await world.tell(message, NIGHT + 2 * HOUR);
        for (const { page } of world.sent.slice(before)) {
          const { lead, signature } = world.incidents
            .allIncidents()
            .find((each) => sentKey(each) === page.key)!;
          if (page.title.includes('WITHDRAWN')) rearranged++;
          if (page.kind === 'resolved') continue;
          if (page.kind === 'opened') {
            // Nobody can say of an alarm alone what it was about: it may turn out to be over, and then not to be.
            if (opened.has(page.key)) expect(meanings.has(page.key), page.key).toBe(false);
            opened.add(page.key);
            // A refusal that was taken for one failure's sign wakes again when that one turns out to be over.
            const known = keys.get(lead);
            if (isTentative(signature)) expect(known === undefined || meanings.has(known), lead).toBe(true);
            else expect(known, lead).toBeUndefined();
          }
          keys.set(lead, page.key);
          if (isTentative(signature)) continue;
          expect(meanings.get(page.key) ?? signature, page.key).toBe(signature);
          meanings.set(page.key, signature!);
        }
      }
    }),
    { seed: 20260305, numRuns: 2_000 },
  );
  expect(rearranged).toBeGreaterThan(5);
});
