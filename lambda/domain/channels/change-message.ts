import { isCanary } from '../model/is-canary.ts';
import { migrationFile, migrationName } from '../model/migration-name.ts';
import type { PageLink, PageMessage } from '../model/page-message.ts';
import { cappedSentences } from '../pages/capped.ts';
import { ranLines } from '../pages/history.ts';
import { runLinks } from '../pages/links.ts';
import { spanText } from '../pages/time.ts';
import type { RunMessage } from '../runs/record/events-message.ts';

/** A database was migrated and all is well: nothing to act on, something to find when a service breaks later. */
export interface ChangeMessage {
  readonly kind: 'change';
  /** `<key>#1`: equal ids are the same change sent again. */
  readonly id: string;
  /** `migrate-watch/<environment>/<database>/change/<run id>`. */
  readonly key: string;
  /** Always 1: a change is told once. */
  readonly sequence: 1;
  readonly environment: string;
  readonly database: string;
  /** When the run ended, epoch ms. */
  readonly at: number;
  readonly title: string;
  /** The migrations that were applied, the last {@link NAMED_MIGRATIONS} of them. */
  readonly applied: readonly string[];
  /** Who and what ran it, and when. */
  readonly ran: readonly string[];
  /** The log, and the task or build. */
  readonly links: readonly PageLink[];
  readonly run: string;
}

/** What the severity topics carry to channels. */
export type Notice = PageMessage | ChangeMessage;

/** Migrations that a change names. */
export const NAMED_MIGRATIONS = 50;

/** The change that a message tells of; `undefined` unless its run has just turned out to have applied something and ended clean. `region` is {@link PagePolicy.region}. */
export function changeOf(
  { run, transition }: RunMessage,
  now: number,
  region?: string,
): ChangeMessage | undefined {
  const { environment, database } = run.target;
  const applied = run.migrations.filter(({ status }) => status === 'applied');
  const last = applied.at(-1);
  const isNews =
    run.outcome === 'succeeded' && transition.kind !== 'superseded' && transition.before !== 'succeeded';
  if (!isNews || last === undefined || isCanary(run.target)) return undefined;
  const at = run.endedAt ?? run.lastEventAt ?? now;
  const key = `migrate-watch/${environment}/${database}/change/${run.id}`;
  const took = run.durationMs === null ? '' : ` in ${spanText(run.durationMs)}`;
  const what = applied.length === 1 ? 'migration' : `${applied.length} migrations, the last one`;
  return {
    kind: 'change',
    id: `${key}#1`,
    key,
    sequence: 1,
    environment,
    database,
    at,
    title: `[${environment}] ${database}: ${what} ${migrationName(last)} ${last.direction === 'up' ? 'applied' : 'taken back'}${took}`,
    applied: applied.slice(-NAMED_MIGRATIONS).map(migrationFile),
    ran: cappedSentences(ranLines(run, now)),
    // The runbook stands first, and has nothing to say of a run that went well.
    links: runLinks(run, region),
    run: run.id,
  };
}
