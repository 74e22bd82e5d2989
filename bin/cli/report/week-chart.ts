import { html } from 'hono/html';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { dayName, shortMoment } from './moments.ts';
import { type Html, LOOK, standingOf } from './outcome-look.ts';
import type { Report } from './report.ts';

const DAY_MS = 24 * 60 * 60_000;
const WIDTH = 1000;
const NAME = 168;
/** Left edge of the picture of lanes, so that their first line is drawn whole. */
const LANES = NAME - 4;
const ROW = 30;
const TOP = 26;
/** The smallest width of a band, so that an incident of a few minutes is visible on a week's scale. */
const LEAST_WIDTH = 3;
/** The least distance between the marks of neighbouring runs. */
const MARK_WIDTH = 13;

/** The whole span at a glance: one lane per database, its runs as marks, its incidents as bands from opening to end. */
export function weekChart({ runs, incidents, span }: Report): Html | undefined {
  if (span === null) return undefined;
  const { from, until } = span;
  const x: Scale = (at) => Math.round((NAME + ((at - from) / (until - from)) * (WIDTH - NAME - 8)) * 10) / 10;
  const lanes = lanesOf(runs);
  const height = TOP + lanes.length * ROW + 6;
  const days = Array.from({ length: Math.ceil((until - from) / DAY_MS) }, (_, day) => from + day * DAY_MS);
  return html`<div class="scroll from-end"><div class="week">
  <svg class="names" style="flex: ${LANES}" viewBox="0 0 ${LANES} ${height}">
    ${lanes.map((lane, index) => laneName(lane, middleOf(index)))}
  </svg>
  <svg class="lanes" style="flex: ${WIDTH - LANES}" viewBox="${LANES} 0 ${WIDTH - LANES} ${height}" role="img" aria-label="Runs and incidents of each database over time">
    ${days.map(
      (day) =>
        html`<path d="M${x(day)} ${TOP - 6}V${height}" class="grid"/><text x="${x(day) + 6}" y="14" class="axis">${dayName(day)}</text>`,
    )}
    ${lanes.map((lane, index) => laneGroup(lane, incidents ?? [], until, x, middleOf(index)))}
  </svg>
  </div></div>`;
}

type Scale = (at: number) => number;

function middleOf(lane: number): number {
  return TOP + lane * ROW + ROW / 2;
}

/** A separate picture, which stays in view while the lanes are scrolled. */
function laneName({ target }: Lane, middle: number) {
  return html`<text x="0" y="${middle + 4}" class="name"><tspan class="env">${printable(target.environment)}</tspan> ${printable(target.database)}</text>`;
}

function laneGroup(
  { target, runs }: Lane,
  incidents: readonly Incident[],
  until: number,
  x: Scale,
  middle: number,
) {
  const apart = spread(runs, x);
  const own = incidents.filter((incident) => isSame(incident.target, target));
  return html`<g>
    <path d="M${NAME} ${middle}H${WIDTH - 8}" class="lane"/>
    ${own.map((incident) => band(incident, until, apart, middle))}
    ${runs.map((run) => mark(run, apart, middle))}
  </g>`;
}

/** A scale that separates runs which are minutes apart: each mark is moved right until it touches no other. */
function spread(runs: readonly Run[], x: Scale): Scale {
  const placed: { at: number; x: number }[] = [];
  for (const { startedAt } of runs) {
    if (startedAt === null) continue;
    placed.push({ at: startedAt, x: Math.max(x(startedAt), (placed.at(-1)?.x ?? 0) + MARK_WIDTH) });
  }
  return (at) => Math.max(x(at), placed.findLast((place) => place.at <= at)?.x ?? 0);
}

function band({ openedAt, ended, title, kind }: Incident, until: number, x: Scale, middle: number) {
  const start = x(openedAt);
  const width = Math.max(LEAST_WIDTH, x(ended?.at ?? until) - start);
  const words = `${kind} incident, ${shortMoment(openedAt)} to ${ended ? shortMoment(ended.at) : 'now'}: ${printable(title)}`;
  return html`<rect x="${start}" y="${middle - 10}" width="${width}" height="20" rx="3" class="band${ended ? '' : ' open'}"><title>${words}</title></rect>`;
}

function mark(run: Run, x: Scale, middle: number) {
  if (run.startedAt === null) return '';
  const { tone, words, mark: shape } = LOOK[standingOf(run)];
  return html`<a href="#${anchorOf(run)}"><g transform="translate(${x(run.startedAt)} ${middle})" class="mark ${tone}"><title>${shortMoment(run.startedAt)} ${words}</title><rect x="-6" y="-10" width="12" height="20" class="touch"/>${shape}</g></a>`;
}

/** Anchor of a run's row: the id has characters that have a meaning in an address. */
export function anchorOf({ id }: Run): string {
  return `run-${id.replace(/[^A-Za-z0-9]+/g, '-')}`;
}

interface Lane {
  readonly target: Target;
  readonly runs: readonly Run[];
}

/** Databases grouped by environment: production first, then in the order of each environment's first run. */
function lanesOf(runs: readonly Run[]): readonly Lane[] {
  const lanes: { target: Target; runs: Run[] }[] = [];
  for (const run of runs) {
    const lane = lanes.find(({ target }) => isSame(target, run.target));
    if (lane) lane.runs.push(run);
    else lanes.push({ target: run.target, runs: [run] });
  }
  const rank = ({ target: { environment } }: Lane) =>
    environment === 'production' ? 0 : environment === 'dev' ? 2 : 1;
  return lanes.sort(
    (a, b) =>
      rank(a) - rank(b) ||
      a.target.environment.localeCompare(b.target.environment) ||
      a.target.database.localeCompare(b.target.database),
  );
}

function isSame(a: Target, b: Target): boolean {
  return a.environment === b.environment && a.database === b.database;
}
