import { firstThen } from '../judge/branches.ts';
import { profileOf } from '../judge/engine/profiles.ts';
import { migrationName } from '../migration-name.ts';
import type { Outcome, Run } from '../run.ts';
import { HEADINGS } from './heading.ts';
import { type PageBody, type PageInput, verdictContext } from './input.ts';
import { migrationBody } from './migration.ts';
import { clockText, spanText } from './time.ts';
import { stuckMigration } from './title.ts';

/** What a run says that lasts too long or prints nothing, and one that ended and took unusually long. */
export function slowBody(input: PageInput): PageBody {
  const { run, state, incident, now } = input;
  if (run === null) return migrationBody(input);
  const usually = state.usualMs === null ? [] : [`Its runs usually take ${spanText(state.usualMs)}.`];
  const common = { danger: '', evidence: [], heading: HEADINGS.slow, class: 'slow' };
  if (run.outcome !== 'running') {
    return {
      ...common,
      happening: incident.told.length > 0 ? 'run was slow' : tookWords(run, state.usualMs),
      state: [ENDED[run.outcome], ...longest(run), ...usually],
      next: [],
      doNot: [],
      clears: 'Nothing is open.',
    };
  }
  const { blocked, typeToEnd } = profileOf(verdictContext(input).engine);
  const silent = run.alerts.some((alert) => alert.startsWith('silent'));
  return {
    ...common,
    happening: `run is SLOW, running for ${since(run.startedAt, now)}${silent ? `, silent for ${since(run.lastEventAt, now)}` : ''}`,
    past: 'run was slow',
    state: [executing(run, now), 'No failure has been logged.', ...usually],
    next: firstThen(blocked, [
      {
        when: 'If it is blocked by another session',
        steps: [
          { do: 'Decide which of the two has to give way.' },
          ...(typeToEnd === null ? [] : [{ do: `To end the other session, ${typeToEnd}` }]),
        ],
      },
      { when: 'If it is not blocked', steps: [{ do: 'Let it work.' }] },
    ]),
    doNot: [
      'Do not stop the task or the build: the server may go on alone, and the version would stay dirty.',
      'Do not start a second run: it waits for the first.',
    ],
    clears: 'By itself, when the run ends.',
  };
}

const ENDED: Readonly<Record<Exclude<Outcome, 'running'>, string>> = {
  succeeded: 'It ended clean.',
  'no-change': 'It ended clean; there was nothing to do.',
  failed: 'It has FAILED: that has a page of its own.',
  blocked: 'It was REFUSED because the database is dirty: that has a page of its own.',
  'stopped-early': 'It STOPPED EARLY: that has a page of its own.',
  killed: 'It was KILLED: that has a page of its own.',
  unknown: 'It ended, and nothing says how: that has a page of its own.',
};

function tookWords({ durationMs }: Run, usualMs: number | null): string {
  const took = durationMs === null ? 'long' : spanText(durationMs);
  return `run took ${took}${usualMs === null ? '' : `, usually ${spanText(usualMs)}`}`;
}

function since(at: number | null, now: number): string {
  return at === null ? 'an unknown time' : spanText(now - at);
}

function executing(run: Run, now: number): string {
  const migration = stuckMigration(run);
  if (migration === undefined)
    return 'No line says which migration is executing, or whether it waits for a lock.';
  const from = migration.startedAt === null ? '' : ` since ${clockText(migration.startedAt, now)}`;
  return `Executing ${migrationName(migration)}${from}.`;
}

function longest(run: Run): string[] {
  const [slowest] = run.migrations
    .flatMap((migration) => (migration.ranMs === null ? [] : { migration, ranMs: migration.ranMs }))
    .sort((a, b) => b.ranMs - a.ranMs);
  return slowest === undefined
    ? []
    : [`Longest: ${migrationName(slowest.migration)}, ${spanText(slowest.ranMs)}.`];
}
