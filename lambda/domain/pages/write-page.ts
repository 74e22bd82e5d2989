import type { IncidentKind } from '../../contract/incident-kind.ts';
import { RESERVED_ENVIRONMENTS } from '../../contract/names.ts';
import { withPreparation } from '../diagnosis/set-up.ts';
import { ANNOUNCED_DATABASES } from '../incidents/shared.ts';
import type { PageMessage } from '../model/page-message.ts';
import type { Outcome, Run } from '../model/run.ts';
import { sentKey } from '../model/sent-key.ts';
import type { Target } from '../model/target.ts';
import { actionHeadline, contradictedLines } from './actions.ts';
import { announcedBody } from './announced.ts';
import { brakedLines, isOpenedAgain, openedAgainLines } from './braked.ts';
import { capped } from './capped.ts';
import { elsewhereLines } from './doubt.ts';
import { endBody } from './end.ts';
import { pageError } from './error.ts';
import { escalatesTo } from './escalation.ts';
import { SET_UP_HEADING } from './heading.ts';
import { lastGoodLine, occurrenceLines, ranLines } from './history.ts';
import type { PageBody, PageInput } from './input.ts';
import { leakBody } from './leak.ts';
import { pageLinks } from './links.ts';
import { loadNotes } from './load.ts';
import { migrationBody } from './migration.ts';
import { missingBody } from './missing.ts';
import { patternBody } from './pattern.ts';
import { slowBody } from './slow.ts';
import { spanText } from './time.ts';
import { wrongBody } from './wrong.ts';

const BODY_OF: Readonly<Record<IncidentKind, (input: PageInput) => PageBody>> = {
  migration: migrationBody,
  slow: slowBody,
  missing: missingBody,
  wrong: wrongBody,
  leak: leakBody,
  pattern: patternBody,
};

/** Writes the page that `input.plan` asks for. Pure. */
export function writePage(input: PageInput): PageMessage {
  return capped(wholePage(input));
}

function wholePage(input: PageInput): PageMessage {
  const { incident, plan, run, state, policy, now } = input;
  // The incident may have been opened under a former name, which its key still has.
  const { environment, database } = state.target;
  const key = sentKey(incident);
  const isShared = database === ANNOUNCED_DATABASES;
  const open = isShared ? announcedBody(input) : BODY_OF[incident.kind](input);
  const over = incident.ended !== null;
  const body = incident.ended === null || isOnlyHistory(input) ? open : endBody(open, incident.ended, input);
  return {
    id: `${key}#${incident.revision}`,
    key,
    monitor: policy.monitor,
    sequence: incident.revision,
    kind: plan.kind,
    ...(incident.openings !== undefined && { opening: incident.openings }),
    ...(plan.escalated && { escalated: plan.escalated }),
    ...(plan.action && { action: plan.action.do, via: plan.action.by.via }),
    incidentKind: incident.kind,
    environment,
    database,
    severity: plan.severity,
    at: now,
    failedAt:
      incident.kind === 'migration' && run !== null && !isOpenedAgain(incident) ? failedAt(run) : null,
    title: `[${environment}] ${database}: ${happening(body, input)}`,
    state: [
      ...body.state,
      ...contradictedLines(incident, input.state),
      ...brakedLines(incident, input.state),
      ...(over ? [] : openedAgainLines(incident)),
      ...(over ? [] : elsewhereLines(incident, input.state)),
      ...(over || run === null ? [] : loadNotes(run)),
    ],
    error: !over && (incident.kind === 'migration' || incident.kind === 'wrong') ? pageError(run) : null,
    next: withPreparation(
      body.next,
      `${policy.runbookUrl}#${SET_UP_HEADING}`,
      isDeclared(state.target) ? state.target : undefined,
    ),
    doNot: body.doNot,
    evidence: body.evidence,
    ran: over && run !== null ? [`${WHICH[run.outcome] ?? 'Run'} ${run.id}`] : ranLines(run, now),
    lastGood: lastGoodLine(input),
    seen: occurrenceLines(input),
    ...escalatesTo(input),
    links: pageLinks(policy, body.heading, run),
    clears: body.clears,
    run: run?.id ?? null,
    class: body.class,
  };
}

const WHICH: Readonly<Partial<Record<Outcome, string>>> = {
  failed: 'Failed run',
  blocked: 'Refused run',
  killed: 'Killed run',
};

/**
 * When the run failed, epoch ms, for measuring how fast people are notified. `null` for other runs. A run that left no trace of its
 * end was ended by a deadline, and the wait for it is not a delay of the notification.
 */
function failedAt({ outcome, lastEventAt, endedAt, retry }: Run): number | null {
  // People were not notified earlier, because a retry might have repaired it.
  if (retry?.state === 'lasted') return retry.at;
  switch (outcome) {
    case 'failed':
    case 'blocked':
      return lastEventAt ?? endedAt;
    case 'killed':
      return endedAt ?? lastEventAt;
    default:
      return null;
  }
}

/** True for a slow run that had ended when it was first seen: its page only says how long it took. */
function isOnlyHistory({ incident }: PageInput): boolean {
  return incident.kind === 'slow' && incident.notifiedTopics.length === 0;
}

function happening({ happening: what, danger }: PageBody, input: PageInput): string {
  const { kind, action, again } = input.plan;
  switch (kind) {
    case 'handled':
      return `${action === undefined ? '' : `${actionHeadline(action)}: `}${what}${danger}`;
    case 'opened':
      return `${isOpenedAgain(input.incident) ? 'STILL IN TROUBLE, ' : ''}${what}${danger}`;
    case 'resolved':
      return what + danger;
    case 'updated':
      return `${again ? 'SENT AGAIN' : 'UPDATE'}, ${what}${danger}`;
    case 'escalated': {
      const { from = input.now } = input.incident.escalation ?? {};
      return `ESCALATED, nobody has taken it for ${spanText(input.now - from)}: ${what}${danger}`;
    }
    case 'reminder': {
      const { dirtyVersion } = input.state;
      const lasted = spanText(input.now - input.incident.openedAt);
      if (!input.incident.dirty) return `STILL OPEN after ${lasted}: ${what}`;
      return `STILL DIRTY${dirtyVersion === null ? '' : ` at ${dirtyVersion}`} after ${lasted}: ${what}`;
    }
  }
}

/** Is it a database, and not what stands for several or for none? */
function isDeclared({ environment, database }: Target): boolean {
  return database !== ANNOUNCED_DATABASES && !RESERVED_ENVIRONMENTS.includes(environment);
}
