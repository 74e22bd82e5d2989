import type { LoadUnit } from '../../contract/load-unit.ts';
import type { Load, LoadWord, MetricLoad } from '../model/load.ts';

/** Values of unmoved metrics that a sentence shows at most. */
const SHOWN = 3;

/** What a run did to the database's load, in sentences; empty if nothing was asked. */
export function loadSentences(load: Load | undefined, subject: string): readonly string[] {
  if (load === undefined || load.why === 'unasked') return [];
  if (load.why === 'short') return ['Load: the run was too short to be seen in metrics of one minute.'];
  if (load.why === 'unavailable') return ['Load: CloudWatch did not answer in time, so nothing is known.'];
  const of = (word: LoadWord) => load.metrics.filter((metric) => metric.word === word);
  const [moved, perhaps, unmoved] = [of('moved'), of('perhaps'), of('unmoved')];
  return [
    ...list(`Load while ${subject} ran: `, moved.map(changeText)),
    ...list(`Load, seen for less than three minutes: `, perhaps.map(changeText)),
    ...(moved.length + perhaps.length === 0 && unmoved.length > 0
      ? list(`Load: nothing moved while ${subject} ran: `, unmoved.slice(0, SHOWN).map(valueText))
      : []),
    ...list(
      'Load not known, because the data came late: ',
      of('late').map(({ label }) => label),
    ),
    ...list(
      'Load not published: ',
      of('unpublished').map(({ label }) => label),
      of('unpublished').some(({ unit }) => unit === 'sessions')
        ? '; sessions need Performance Insights or Database Insights'
        : '',
    ),
    ...(load.beside === undefined
      ? []
      : [
          `Another run of this database ran at the same time (${load.beside.join(', ')}): their load cannot be told apart.`,
        ]),
  ];
}

function list(before: string, parts: readonly string[], after = ''): readonly string[] {
  return parts.length === 0 ? [] : [`${before}${parts.join(', ')}${after}.`];
}

/** `CPU 31 → 88 %, at most 97 % at 02:14 UTC` */
function changeText({ label, unit, before, during, peak, peakAt }: MetricLoad): string {
  const [from, to] = [numberText(before, unit), withUnit(during, unit)];
  const most =
    peak === null || peakAt === null || peak === during
      ? ''
      : ` (${withUnit(peak, unit)} at ${new Date(peakAt).toISOString().slice(11, 16)} UTC)`;
  return `${label} ${from} → ${to}${most}`;
}

function valueText({ label, unit, during }: MetricLoad): string {
  return `${label} ${withUnit(during, unit)}`;
}

const UNITS: Readonly<Record<LoadUnit, string>> = {
  percent: ' %',
  sessions: '',
  connections: '',
  seconds: ' ms',
  milliseconds: ' ms',
  bytes: ' GiB',
  none: '',
};

function withUnit(value: number | null, unit: LoadUnit): string {
  return `${numberText(value, unit)}${UNITS[unit]}`;
}

/** Two digits; seconds in ms, and bytes in GiB. */
function numberText(value: number | null, unit: LoadUnit): string {
  if (value === null) return '?';
  const shown = unit === 'seconds' ? value * 1_000 : unit === 'bytes' ? value / 2 ** 30 : value;
  return String(Math.abs(shown) >= 100 ? Math.round(shown) : Number(shown.toPrecision(2)));
}
