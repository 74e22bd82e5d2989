import { firstThen } from '../diagnosis/advice/branches.ts';
import { profileOf } from '../diagnosis/engine/profiles.ts';
import { droppedGoing } from '../incidents/dropped-slow.ts';
import { parseMark } from '../incidents/mark.ts';
import { migrationName } from '../model/migration-name.ts';
import { endedClean, type Outcome, type Run } from '../model/run.ts';
import { expectationLines } from './expectation.ts';
import { HEADINGS } from './heading.ts';
import { type PageBody, type PageInput, verdictContext } from './input.ts';
import { migrationBody } from './migration.ts';
import { clockText, spanText } from './time.ts';
import { stuckMigration } from './title.ts';

/** The body for a run that takes too long or prints nothing, and for one that ended and took unusually long. */
export function slowBody(input: PageInput): PageBody {
  const { run, incident, now } = input;
  if (run === null) return migrationBody(input);
  const together = slowTogether(input);
  const common = { danger: '', evidence: [], heading: HEADINGS.slow, class: 'slow' };
  const isOver = run.outcome !== 'running';
  if (isOver && (together === undefined || incident.ended !== null)) {
    return {
      ...common,
      happening: incident.notifiedTopics.length > 0 ? (together?.past ?? 'run was slow') : tookWords(run),
      state: together?.over ?? [ENDED[run.outcome], ...longest(run)],
      next: [],
      doNot: [],
      clears: 'Nothing is open.',
    };
  }
  const { blocked, typeToEnd } = profileOf(verdictContext(input).engine);
  const silent = run.alerts.some((alert) => alert.startsWith('silent'));
  return {
    ...common,
    happening: isOver
      ? `${together!.subject}`
      : `${together === undefined ? 'run is SLOW,' : `${together.subject}, the first`} running for ${since(run.startedAt, now)}${silent ? `, silent for ${since(run.lastEventAt, now)}` : ''}`,
    past: together?.past ?? 'run was slow',
    state: [
      ...(isOver ? [] : [executing(run, now)]),
      ...(together?.going ?? ['No failure has been logged.']),
      ...(isOver ? [] : expectationLines(run, input)),
    ],
    next: firstThen(blocked, [
      {
        when: 'If it is blocked by another session',
        steps: [
          { do: 'Decide which of the two sessions has to end.' },
          ...(typeToEnd === null ? [] : [{ do: `To end the other session, ${typeToEnd}` }]),
        ],
      },
      { when: 'If it is not blocked', steps: [{ do: 'Let it work.' }] },
    ]),
    doNot: [
      'Do not stop the task or the build: the server may go on without it, and the version would stay dirty.',
      'Do not start a second run: it waits for the first, or is refused.',
    ],
    clears: together?.clears ?? 'By itself, when the run ends.',
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

/** A page lists at most this many runs. */
const LISTED = 5;

/** Words for several runs that are slow together; `undefined` if there is only one. */
function slowTogether({ incident, state }: PageInput) {
  const count =
    incident.droppedMarks + incident.marks.filter((mark) => parseMark(mark).kind !== 'alarm').length;
  if (count < 2) return undefined;
  const runs = state.runs.filter(({ id }) => incident.marks.includes(id));
  const going = runs.filter(({ outcome }) => outcome === 'running').map(({ id }) => id);
  const all = going.length + droppedGoing(state);
  const listed = going.slice(0, LISTED);
  const bad = runs.filter(({ outcome }) => outcome !== 'running' && !endedClean(outcome)).length;
  return {
    subject: `${count} runs are SLOW together`,
    past: `${count} runs were slow together`,
    clears: 'By itself, when all of them have ended.',
    going: [
      `${all} of ${Math.max(count, all)} go on: one lock may hold all of them.`,
      ...(listed.length === 0
        ? ['They are older than the last runs of this database that a page can name.']
        : [`They are ${listed.join(', ')}${all > listed.length ? ` and ${all - listed.length} more` : ''}.`]),
    ],
    over: [
      `All of them have ended${bad > 0 ? `, ${bad} not clean: each of these has a page of its own, or joined one` : ''}.`,
    ],
  };
}

function tookWords({ durationMs }: Run): string {
  return `run took ${durationMs === null ? 'long' : spanText(durationMs)}`;
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
