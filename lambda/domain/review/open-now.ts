import { louder, SEVERITIES } from '../../contract/severity.ts';
import type { Status } from '../incidents/database-status.ts';
import type { Incident } from '../incidents/incident.ts';
import { actorText } from '../model/action.ts';
import type { Calendar } from '../model/calendar.ts';
import { keyWithin } from '../model/sent-key.ts';
import { spanText } from '../pages/time.ts';

/** Each open incident in three lines: what it is, who has it, and what to type. The most severe first, and of those the oldest. */
export function openNow({ databases, others }: Status, calendar: Calendar, now: number): readonly string[] {
  const open = [...databases.flatMap(({ incidents }) => incidents), ...others];
  return open
    .sort((a, b) => rankOf(a) - rankOf(b) || a.openedAt - b.openedAt)
    .flatMap((incident) => incidentLines(incident, calendar, now));
}

function rankOf({ notifiedTopics }: Incident): number {
  return SEVERITIES.indexOf(notifiedTopics.reduce(louder, 'info'));
}

function incidentLines(incident: Incident, calendar: Calendar, now: number): readonly string[] {
  const { key, title, openedAt, reminders } = incident;
  const since = `${calendar.day(openedAt)} ${calendar.moment(openedAt).slice(-5)}`;
  const reminded = reminders === 0 ? '' : `; ${reminders} ${reminders === 1 ? 'reminder' : 'reminders'}`;
  return [
    title,
    `  open since ${since}, ${spanText(now - openedAt)} by now${reminded}; ${holder(incident, calendar, now)}`,
    `  next: migrate-watch show ${keyWithin(key).replace(/^migrate-watch\//, '')}`,
  ];
}

function holder({ handling }: Incident, calendar: Calendar, now: number): string {
  if (handling === undefined || handling.until <= now) return 'nobody has it';
  const { state, by, until } = handling;
  const deed = state === 'snoozed' ? 'snoozed it' : 'has it';
  return `${actorText(by)} ${deed} until ${calendar.moment(until)}`;
}
