import { eventId } from '../../bin/cli/aws-events/subscription.ts';
import { play } from '../../bin/cli/replay/play.ts';
import { playedJson } from '../../bin/cli/replay/played-json.ts';
import { readScenario } from '../../bin/cli/replay/read-scenario.ts';

/** 2026-03-05T02:13:00Z, at night. */
export const NIGHT = Date.UTC(2026, 2, 5, 2, 13);

/** One log group that several containers write to, and a database. */
export const ONE_GROUP = 'sources: [{ logGroup: /ecs/orders, database: orders }]';

/** What a task prints: as one delivery that arrives at `at`, or later. Times are minutes into the night. */
export interface Printed {
  readonly at: number;
  readonly arrives?: number;
  /** `<prefix>/<container>`, or a whole log stream. */
  readonly stream: string;
  readonly lines: readonly string[];
}

export type Happening =
  | Printed
  | { readonly sweepAt: number }
  /** The monitor is deployed again with these settings, at a minute of the night. */
  | { readonly deployedAt: number; readonly settings: string }
  | { readonly at: number; readonly event: unknown };

/** Plays a story through the replay of its settings, by the clock. */
export async function told(settings: string, happenings: readonly Happening[]) {
  let clock = NIGHT;
  const steps: unknown[] = [{ clock: new Date(NIGHT).toISOString() }];
  const passTo = (minutes: number) => {
    const at = Math.max(clock, NIGHT + Math.round(minutes * 60_000));
    if (at > clock) steps.push({ clock: new Date(at).toISOString() });
    clock = at;
  };
  for (const [index, happening] of happenings.entries()) {
    if ('sweepAt' in happening) {
      passTo(happening.sweepAt);
      steps.push({ sweepAfterMinutes: 0 });
    } else if ('settings' in happening) {
      passTo(happening.deployedAt);
      steps.push({ settings: withRoutes(happening.settings) });
    } else if ('event' in happening) {
      passTo(happening.at);
      steps.push({ lifecycle: happening.event });
    } else {
      passTo(happening.arrives ?? happening.at);
      steps.push({ logEvents: delivery(happening, index) });
    }
  }
  const text = JSON.stringify({ settings: withRoutes(settings), steps });
  const { scenario, problems } = readScenario(text, 'story');
  if (scenario === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return playedJson(await play(scenario));
}

function withRoutes(settings: string): string {
  const routes = { critical: ['oncall@example.com'], info: ['oncall@example.com'] };
  return `${settings}\nroutes: ${JSON.stringify(routes)}\n`;
}

function delivery({ at, stream, lines }: Printed, index: number) {
  const task = (index + 1).toString(16).padStart(32, '0');
  const from = NIGHT + Math.round(at * 60_000);
  return {
    logGroup: '/ecs/orders',
    logStream: /^[\w-]+\/[\w-]+$/.test(stream) ? `${stream}/${task}` : stream,
    events: lines.map((message, line) => ({
      id: eventId(from, index * 1_000 + line),
      timestamp: from + line * 200,
      message,
    })),
  };
}

/** How migration 3 fails in PostgreSQL, with `-verbose`. */
export const FAILS = [
  '2026/11/22 12:46:58 Read and execute 3/u a',
  '2026/11/22 12:46:58 error: migration failed: relation "userz" does not exist (column 7) in line 1: ALTER TABLE userz ADD a int;\n (details: pq: relation "userz" does not exist)',
] as const;
