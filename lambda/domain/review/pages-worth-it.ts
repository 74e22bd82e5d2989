import { SEVERITIES } from '../../contract/severity.ts';
import type { Calendar } from '../model/calendar.ts';
import { counted } from '../model/counted.ts';
import { keyWithin } from '../model/sent-key.ts';
import { spanText } from '../pages/time.ts';
import { type AlertQuality, medianOf, type PageOf } from './alert-quality.ts';

/** Pages at night that are listed one by one. */
const LISTED = 3;

/** Whether the pages led to something, whom they woke, and how fast they came. */
export function pagesWorthIt(quality: AlertQuality, calendar: Calendar): readonly string[] {
  const { pages, atNight } = quality;
  if (pages.length === 0) return [];
  const by = SEVERITIES.flatMap((severity) => {
    const count = quality.bySeverity[severity];
    return count === 0 ? [] : `${count} ${severity}`;
  });
  return [
    `${counted(pages.length, 'page')}: ${by.join(', ')}.`,
    ...responseWords(quality),
    ...(atNight.length === 0
      ? []
      : [`${counted(atNight.length, 'page')} that may have woken somebody, from 22:00 to 07:00:`]),
    ...atNight.slice(0, LISTED).map((page) => `  ${nightWords(page, calendar)}`),
    ...(atNight.length > LISTED ? [`  … ${atNight.length - LISTED} more`] : []),
    ...timesWords(quality),
  ];
}

function responseWords({ responses }: AlertQuality): readonly string[] {
  const { acted, untouched, unknown } = responses;
  const all = acted + responses['by-itself'] + untouched + unknown;
  if (all === 0) return [];
  const parts = [
    [acted, `somebody acted on ${acted}`],
    [responses['by-itself'], `${responses['by-itself']} ended without anybody`],
    [untouched, `${untouched} ${untouched === 1 ? 'is' : 'are'} open, and nobody has acted`],
    [unknown, `of ${unknown} it is not recorded whether somebody repaired something`],
  ] as const;
  const words = parts.flatMap(([count, what]) => (count === 0 ? [] : [what]));
  return [`Of ${counted(all, 'incident')} that opened: ${words.join('; ')}.`];
}

function nightWords({ at, incident, kind }: PageOf, calendar: Calendar): string {
  return `${calendar.moment(at)}  ${keyWithin(incident.key).replace(/^migrate-watch\//, '')}, ${kind}`;
}

function timesWords({
  heardAfter,
  acknowledgedAfter,
  neverAcknowledged,
  overAfter,
}: AlertQuality): readonly string[] {
  const never = neverAcknowledged === 1 ? '1 incident was' : `${neverAcknowledged} incidents were`;
  return [
    ...sentence('Time from a failure to its page:', heardAfter),
    ...sentence('Time to the acknowledgement:', acknowledgedAfter),
    ...(neverAcknowledged === 0 ? [] : [`${never} never acknowledged.`]),
    ...sentence('Time until an incident was over:', overAfter),
  ];
}

function sentence(head: string, times: readonly number[]): readonly string[] {
  return times.length === 0 ? [] : [`${head} ${spread(times)}.`];
}

/** `6 min`; `6 min (median of 3; longest 19 min)`; nothing of none. */
function spread(times: readonly number[]): string {
  const [median, longest] = [medianOf(times), times.at(-1)];
  if (median === undefined || longest === undefined) return '';
  return times.length === 1
    ? spanText(median)
    : `${spanText(median)} (median of ${times.length}; longest ${spanText(longest)})`;
}
