import colours from 'picocolors';
import type { Delivery } from '../../../lambda/domain/channels/delivery.ts';
import { endWords } from '../../../lambda/domain/incidents/end-words.ts';
import { overridesAround } from '../../../lambda/domain/incidents/gate-overrides.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { incidentLine } from '../../../lambda/domain/incidents/incident-line.ts';
import { parseMark } from '../../../lambda/domain/incidents/mark.ts';
import type { RunSummary } from '../../../lambda/domain/incidents/run-summary.ts';
import type { TargetState } from '../../../lambda/domain/incidents/target-state.ts';
import { actorText } from '../../../lambda/domain/model/action.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import type { GateOverride } from '../../../lambda/domain/model/gate-override.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { shortRunId } from '../../../lambda/domain/model/run-id.ts';
import { sentKey } from '../../../lambda/domain/model/sent-key.ts';
import { spanText } from '../../../lambda/domain/pages/time.ts';
import { wrap } from '../columns.ts';
import {
  actionJson,
  escalationJson,
  handlingJson,
  handlingWords,
  momentOfAction,
  nextLevelWords,
} from './acted.ts';
import { incidentLineJson } from './incidents.ts';
import { shortKey } from './keys.ts';
import { exactMoment, isoMoment } from './moments.ts';

interface History {
  readonly incident: Incident;
  readonly state: TargetState | null;
  readonly deliveries: readonly Delivery[];
  /** Epoch ms. */
  readonly now: number;
  readonly columns: number;
}

/** One line of an incident's history. */
interface Moment {
  readonly at: number;
  readonly text: string;
}

/** The run that an incident is about; `undefined` for an alarm, or a run that never came. */
export function leadRunOf({ lead }: Incident): string | undefined {
  const mark = parseMark(lead);
  return mark.kind === 'run' ? mark.id : undefined;
}

/** An incident as a person reads it: what it is, what happened in order, and whether its pages arrived. */
export function historyLines(history: History): readonly string[] {
  const { incident, now, columns } = history;
  const { key, title, ended, openedAt } = incident;
  const state =
    ended === null
      ? colours.red(`open for ${spanText(now - openedAt)}`)
      : `over after ${spanText(ended.at - openedAt)}: ${endWords(incident)}`;
  const lines = (texts: readonly string[]) =>
    texts.flatMap((text) => wrap(printable(text), columns - 2).map((line) => `  ${line}`));
  return [
    colours.bold(printable(shortKey(key))),
    ...lines([title]),
    `  ${state}`,
    ...lines(handlingWords(incident.handling, now).map((words) => `Handled by ${words}`)),
    ...lines(
      nextLevelWords(incident.escalation, now).map(
        (words) =>
          `If nobody takes it, this goes to ${words}. To stop that: migrate-watch ack ${shortKey(key)}`,
      ),
    ),
    '',
    colours.bold('History'),
    ...lines(momentsOf(history).map(({ at, text }) => `${exactMoment(at)}  ${text}`)),
    '',
    colours.bold('Pages'),
    ...lines(pageWords(history)),
    '',
    ...lines([`Key at receivers: ${sentKey(incident)}`]),
  ];
}

function momentsOf({ incident, state }: History): readonly Moment[] {
  const { openedAt, ended, marks, actions = [] } = incident;
  const runs = runsOf(incident, state).map(
    ({ id, startedAt, outcome, command }): Moment => ({
      at: startedAt,
      text: `run ${shortRunId(id)}${command === null ? '' : ` (${command})`}: ${outcome}`,
    }),
  );
  const others = marks.flatMap((mark): readonly Moment[] => {
    const about = parseMark(mark);
    return about.kind === 'alarm' ? [{ at: about.at, text: `alarm ${about.name}` }] : [];
  });
  const follows = incident.follows === null ? '' : `, follows ${incident.follows || 'an earlier incident'}`;
  return [
    ...runs,
    ...others,
    ...actions.map(momentOfAction),
    ...(incident.escalation?.told ?? []).map(({ at, level, to }) => ({
      at,
      text: `level ${level} notified (${to.join(', ')}), because nobody had taken it`,
    })),
    ...overridesOf(incident, state).map(momentOfOverride),
    { at: openedAt, text: `opened${follows}` },
    ...(ended === null ? [] : [{ at: ended.at, text: `ended: ${endWords(incident)}` }]),
  ].sort((a, b) => a.at - b.at);
}

function overridesOf({ openedAt, ended }: Incident, state: TargetState | null): readonly GateOverride[] {
  return overridesAround(state, openedAt, ended?.at);
}

function momentOfOverride({ at, by, checks, reason }: GateOverride): Moment {
  return {
    at,
    text: `${actorText(by)} let a deploy through the gate in spite of ${checks.join(', ')}: ${reason}`,
  };
}

function runsOf({ marks }: Incident, state: TargetState | null): readonly RunSummary[] {
  const ids = new Set(marks);
  return state?.runs.filter(({ id }) => ids.has(id)) ?? [];
}

/** Which pages were sent, what each receiver answered, and why perhaps nobody heard. */
function pageWords({ incident, deliveries, now }: History): readonly string[] {
  const { notifiedTopics, reminders, outbox, silencedBy, shared } = incident;
  const waiting =
    outbox.length === 0 ? [] : [`${counted(outbox.length, 'page')} to be sent within two minutes.`];
  if (notifiedTopics.length === 0) {
    const why = silencedBy
      ? 'a maintenance window silences it'
      : shared
        ? 'it is part of an incident that many databases share, which has the pages'
        : 'its trouble was over, or is repaired by a retry, before a page was due';
    return [`Nobody was paged: ${why}.`, ...waiting];
  }
  const topics = `Sent to ${notifiedTopics.join(', ')}${reminders === 0 ? '' : `, with ${counted(reminders, 'reminder')}`}.`;
  const answers = deliveries.map((delivery) => answerWords(delivery, now));
  const silent =
    answers.length === 0
      ? [
          'No channel has a delivery record: these topics have e-mail only, whose delivery SNS does not report, or the pages wait in a queue ' +
            '(migrate-watch redrive --dry-run), or they were sent more than 45 days ago.',
        ]
      : ['E-mail has no answer: SNS does not report it.'];
  return [topics, ...answers, ...silent, ...waiting];
}

function answerWords({ channel, newest, started }: Delivery, now: number): string {
  const page = `${newest.kind} page of ${exactMoment(newest.at)}`;
  return started.length === 0
    ? `${channel}: accepted the ${page}`
    : `${channel}: has not accepted the ${page} yet; it is tried again for six hours (${spanText(now - newest.at)} so far)`;
}

/** An incident as `show --json` prints it. Field names are a contract: docs/commands.md lists them. */
export function historyJson(incident: Incident, state: TargetState | null, deliveries: readonly Delivery[]) {
  return {
    schema: 1,
    type: 'incident',
    ...incidentLineJson(incidentLine(incident)),
    sentKey: sentKey(incident),
    handling: handlingJson(incident.handling),
    escalation: escalationJson(incident.escalation),
    actions: (incident.actions ?? []).map(actionJson),
    gateOverrides: overridesOf(incident, state).map(({ at, by, checks, reason }) => ({
      at: isoMoment(at),
      by: by.name,
      checks,
      reason,
    })),
    runs: runsOf(incident, state).map(({ id, startedAt, outcome, command }) => ({
      run: shortRunId(id),
      runId: id,
      startedAt: isoMoment(startedAt),
      outcome,
      command,
    })),
    deliveries: deliveries.map(({ channel, newest, started }) => ({
      channel,
      notice: newest.kind,
      at: isoMoment(newest.at),
      accepted: started.length === 0,
    })),
  };
}
