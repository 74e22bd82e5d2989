import { html } from 'hono/html';
import { printable } from '../../../lambda/domain/model/printable.ts';
import type { Migration, Run } from '../../../lambda/domain/model/run.ts';
import { duration } from '../duration.ts';
import type { Html } from './outcome-look.ts';

const WIDTH = 700;
const NAME = 210;
const ROW = 22;
const AXIS = 20;
/** Width after the bars for a duration. */
const AFTER = 160;
const NAME_LETTERS = 29;

interface Bar {
  readonly migration: Migration;
  /** Milliseconds after the run began; `null` if the migration did not run, or its time is not known. */
  readonly from: number | null;
  readonly ms: number | null;
}

/**
 * A run's migrations as bars on one scale of time: where each began, and how long it really took.
 *
 * `undefined` when no migration has a duration or a place to show.
 */
export function runTimeline(run: Run): Html | undefined {
  const bars = barsOf(run);
  const totalMs = Math.max(0, ...bars.map(({ from, ms }) => (from ?? 0) + (ms ?? 0)));
  if (totalMs <= 0 || bars.every(({ ms }) => ms === null)) return undefined;
  const height = bars.length * ROW + AXIS;
  const scale = (WIDTH - NAME - AFTER) / totalMs;
  const x = (ms: number) => round(NAME + ms * scale);
  return html`<div class="scroll"><svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="How long each migration took">
    ${[0, 0.5, 1].map((share) => tick(x(share * totalMs), share === 0 ? '0' : duration(share * totalMs), height))}
    ${bars.map((bar, index) => row(bar, index, x, scale))}
  </svg></div>`;
}

function tick(x: number, label: string, height: number): Html {
  return html`<path d="M${x} 0V${height - AXIS + 3}" class="grid"/><text x="${x}" y="${height - 5}" text-anchor="middle" class="axis">${label}</text>`;
}

function row({ migration, from, ms }: Bar, index: number, x: (ms: number) => number, scale: number): Html {
  const { status } = migration;
  const middle = index * ROW + ROW / 2;
  const name = migrationLabel(migration);
  const start = from ?? 0;
  const label = ms === null ? WITHOUT_TIME[status] : durationLabel(migration, ms);
  const width = ms === null ? 0 : Math.max(2, ms * scale);
  const end = ms === null ? x(start) : x(start) + width;
  return html`<g class="bar ${TONE[status]}">
    <title>${name}: ${label}</title>
    <text x="0" y="${middle + 4}" class="name">${cut(name)}</text>
    ${ms === null ? '' : html`<rect x="${x(start)}" y="${middle - 6}" width="${round(width)}" height="12" rx="2"/>`}
    <text x="${round(end + 6)}" y="${middle + 4}" class="took">${label}</text>
  </g>`;
}

const TONE: Readonly<Record<Migration['status'], string>> = {
  applied: 'ok',
  failed: 'bad',
  running: 'warn',
  queued: 'quiet',
};

const WITHOUT_TIME: Readonly<Record<Migration['status'], string>> = {
  applied: 'applied',
  failed: 'failed',
  running: 'was executing',
  queued: 'not run',
};

/** `12/u add_email`, as golang-migrate writes it; foreign text made printable. */
export function migrationLabel({ version, direction, identifier }: Migration): string {
  return printable(`${version}/${direction[0]} ${identifier}`);
}

function durationLabel({ status, ranFrom, ranAtLeast }: Migration, ms: number): string {
  if (status === 'failed') return `failed after ${duration(ms)}`;
  if (status === 'running') return `executing for ${duration(ms)}`;
  if (ranFrom === 'empty') return 'nothing to run';
  return `${ranAtLeast ? 'at least ' : ranFrom === 'derived' ? '≈ ' : ''}${duration(ms)}`;
}

/** Places each bar by its own begin, else by its own end, else after the previous bar. */
function barsOf({ migrations, startedAt, endedAt, lastEventAt }: Run): readonly Bar[] {
  let reached = 0;
  return migrations.map((migration) => {
    const ms = lengthOf(migration, endedAt ?? lastEventAt);
    const from = placeOf(migration, ms, startedAt) ?? (ms === null ? null : reached);
    if (from !== null && ms !== null) reached = Math.max(reached, from + ms);
    return { migration, from, ms };
  });
}

function lengthOf(
  { status, ranMs, startedAt, endedAt }: Migration,
  runEndedAt: number | null,
): number | null {
  if (status === 'applied') return ranMs;
  const until = endedAt ?? runEndedAt;
  return status === 'queued' || startedAt === null || until === null ? null : until - startedAt;
}

function placeOf({ startedAt, endedAt }: Migration, ms: number | null, runStartedAt: number | null) {
  if (runStartedAt === null) return null;
  if (startedAt !== null) return startedAt - runStartedAt;
  return endedAt === null || ms === null ? null : Math.max(0, endedAt - ms - runStartedAt);
}

function cut(name: string): string {
  return name.length > NAME_LETTERS ? `${name.slice(0, NAME_LETTERS - 1)}…` : name;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
