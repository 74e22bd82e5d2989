import type { IncidentKind } from '../../contract/incident-kind.ts';
import type { IncidentEnd } from '../incidents/incident.ts';
import type { TargetState } from '../incidents/target-state.ts';
import { endedClean, type Run } from '../model/run.ts';
import { repairLines } from './actions.ts';
import { withoutForce } from './doubt.ts';
import type { PageBody, PageInput } from './input.ts';
import { momentText, spanText } from './time.ts';

/** Turns the body of an open incident's page into that of an ended one: it says what ended the trouble, and has no steps. */
export function endBody(body: PageBody, ended: IncidentEnd, input: PageInput): PageBody {
  const { incident, state } = input;
  const lasted = spanText(ended.at - incident.openedAt);
  const wasNotified = incident.notifiedTopics.length > 0;
  const what = body.past ?? body.happening;
  const { word, sentences } = wordsFor(body, ended, input);
  return {
    ...body,
    happening: wasNotified
      ? `${word} after ${lasted}: ${what}`
      : `${what}, but it is over: ${SHORT[ended.why]}`,
    danger: '',
    state: [
      ...sentences,
      ...(ended.run === null
        ? []
        : [`Ended by run ${ended.run} at ${momentText(ended.at)}, after ${lasted}.`]),
      ...(ended.by === null || ended.why === 'quiet'
        ? []
        : [`By ${ended.by} at ${momentText(ended.at)}, after ${lasted}.`]),
      ...repairLines(incident),
      ...withoutForce(incident, state),
      ...(ended.why === 'unwatched' ? [] : databaseLine(state)),
    ],
    next: [],
    doNot: [],
    evidence: [],
    clears: leftToDo(ended, input),
  };
}

function leftToDo(ended: IncidentEnd, input: PageInput): string {
  if (ended.why === 'unwatched')
    return 'Nothing more is sent about it. If it was only renamed, give its new name `was` in the settings (docs/upgrading.md, "Renaming and removing").';
  if (!isAllWell(ended, input))
    return 'Nothing to do for this incident: what is left to do has a page of its own.';
  return ended.why === 'by-hand'
    ? 'Nothing left to do. If a later run shows that the repair was not enough, the next incident opens.'
    : 'Nothing left to do.';
}

function isAllWell({ why }: IncidentEnd, { incident, state, run }: PageInput): boolean {
  if (state.dirty || why === 'another-failure' || why === 'explained') return false;
  return incident.kind !== 'slow' || run === null || run.outcome === 'running' || endedClean(run.outcome);
}

interface EndWords {
  readonly word: string;
  readonly sentences: readonly string[];
}

function wordsFor(body: PageBody, ended: IncidentEnd, { incident, state, run }: PageInput): EndWords {
  if (ended.why === 'unwatched')
    return { word: WORD.unwatched, sentences: [unwatchedSentence(incident.kind, ended.at, state)] };
  return incident.kind === 'slow' ? slowEnd(body, ended, run) : wordsOf(ended);
}

/** `at`: when the monitor noticed it, a few minutes after the deploy of the settings. */
function unwatchedSentence(kind: IncidentKind, at: number, state: TargetState): string {
  const settings = `the settings of ${momentText(at).slice(0, 10)} no longer name`;
  return kind === 'pattern'
    ? `No longer watched: ${settings} this error pattern.`
    : `No longer watched: ${settings} it; ${lastKnown(state)}.`;
}

function lastKnown({ dirty, dirtyVersion, stuck, cleanVersion }: TargetState): string {
  if (dirty) return `its last known state is dirty${dirtyVersion === null ? '' : ` at ${dirtyVersion}`}`;
  if (stuck === null && cleanVersion !== null) return `its last known state is clean at ${cleanVersion}`;
  return 'its state is not known';
}

function wordsOf({ why }: IncidentEnd): EndWords {
  return { word: WORD[why], sentences: [SENTENCE[why]] };
}

/** Words for a slow run: its end, or later lines which show that it was not slow. */
function slowEnd(body: PageBody, ended: IncidentEnd, run: Run | null): EndWords {
  if (run === null) return wordsOf(ended);
  if (run.outcome !== 'running') return { word: WORD['run-ended'], sentences: body.state };
  return { word: 'CLOSED', sentences: ['The run is within its limits again, and goes on.'] };
}

function databaseLine({ dirty, dirtyVersion, cleanVersion, markedByHand }: TargetState): string[] {
  if (dirty) return [`The database is still dirty${dirtyVersion === null ? '' : ` at ${dirtyVersion}`}.`];
  if (cleanVersion === null) return [];
  return [`The database is at ${cleanVersion}, clean${markedByHand ? ' (marked by hand)' : ''}.`];
}

const WORD: Readonly<Record<IncidentEnd['why'], string>> = {
  'clean-run': 'RESOLVED',
  'run-ended': 'ENDED',
  'run-came': 'RESOLVED',
  'another-failure': 'CLOSED',
  acknowledged: 'ACKNOWLEDGED',
  'by-hand': 'REPAIRED BY HAND',
  explained: 'CLOSED',
  quiet: 'OVER',
  'each-over': 'RESOLVED',
  unwatched: 'NO LONGER WATCHED',
  corrected: 'WITHDRAWN',
};

const SHORT: Readonly<Record<IncidentEnd['why'], string>> = {
  'clean-run': 'a later run ended clean',
  'run-ended': 'the run has ended',
  'run-came': 'the run came',
  'another-failure': 'a different failure came after it',
  acknowledged: 'it was acknowledged',
  'by-hand': 'a person reported that they repaired it',
  explained: 'a run explains it',
  quiet: 'no more lines match',
  'each-over': 'each of its databases is in order',
  unwatched: 'the settings no longer name it',
  corrected: 'it did not happen',
};

const SENTENCE: Readonly<Record<IncidentEnd['why'], string>> = {
  'clean-run': 'A later run ended clean.',
  'run-ended': 'The run has ended.',
  'run-came': 'The expected run has started.',
  'another-failure': 'A different failure came after it, and has a page of its own.',
  acknowledged: 'A person has taken care of it.',
  'by-hand': 'A person reports that they repaired it; no run has confirmed this yet.',
  explained: 'A run explains it, and has a page of its own.',
  quiet: 'No line has matched for a quarter of an hour.',
  'each-over': 'The trouble of each of these databases is over.',
  unwatched: 'No longer watched.',
  corrected: 'Log lines that came later show that this did not happen.',
};
