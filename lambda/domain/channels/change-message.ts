import type { PagePolicy } from '../incidents/page-policy.ts';
import { isCanary } from '../model/is-canary.ts';
import { migrationFile, migrationName } from '../model/migration-name.ts';
import { type Monitor, monitorText } from '../model/monitor.ts';
import type { PageLink, PageMessage } from '../model/page-message.ts';
import type { ReviewNotice } from '../model/review-message.ts';
import { sentKey } from '../model/sent-key.ts';
import { cappedSentences } from '../pages/capped.ts';
import { ranLines } from '../pages/history.ts';
import { runLinks } from '../pages/links.ts';
import { spanText } from '../pages/time.ts';
import type { RunMessage } from '../runs/record/events-message.ts';

/** A database was migrated without trouble. Nobody has to act; it helps people who look for the cause of a later failure. */
export interface ChangeMessage {
  readonly kind: 'change';
  /** `<key>#1`. Messages with equal ids are the same change, sent again. */
  readonly id: string;
  /** {@link sentKey} of `migrate-watch/<environment>/<database>/change/<run id>`. */
  readonly key: string;
  /** The monitor that reports it. Left out if an earlier release did. */
  readonly monitor?: Monitor;
  /** Always 1, because a change is reported once. */
  readonly sequence: 1;
  readonly environment: string;
  readonly database: string;
  /** When the run ended, epoch ms. */
  readonly at: number;
  readonly title: string;
  /** The last {@link NAMED_MIGRATIONS} migrations that were applied. */
  readonly applied: readonly string[];
  /** Who and what ran it, and when. */
  readonly ran: readonly string[];
  /** The log, and the task or build. */
  readonly links: readonly PageLink[];
  readonly run: string;
}

/** What the severity topics deliver to channels: a page, a change or a review. */
export type Notice = RunNotice | ReviewNotice;

/** A notice about runs: what happened, for tools. */
export type RunNotice = PageMessage | ChangeMessage;

/** Is it a page? Changes and reviews are about no incident. */
export function isPage(notice: Notice): notice is PageMessage {
  return notice.kind !== 'change' && notice.kind !== 'review';
}

/** A change names at most this many migrations. */
export const NAMED_MIGRATIONS = 50;

/**
 * The change in a message about a run; `undefined` unless this message is the first to say that the run applied migrations and
 * ended clean.
 */
export function changeOf(
  { run, transition }: RunMessage,
  now: number,
  { monitor, region }: Pick<PagePolicy, 'monitor' | 'region'>,
): ChangeMessage | undefined {
  const { environment, database } = run.target;
  const applied = run.migrations.filter(({ status }) => status === 'applied');
  const last = applied.at(-1);
  const isNews =
    run.outcome === 'succeeded' && transition.kind !== 'superseded' && transition.before !== 'succeeded';
  if (!isNews || last === undefined || run.backfilled || isCanary(run.target)) return undefined;
  const at = run.endedAt ?? run.lastEventAt ?? now;
  const within = `migrate-watch/${environment}/${database}/change/${run.id}`;
  const key = sentKey({ key: within, monitor: monitorText(monitor) });
  const took = run.durationMs === null ? '' : ` in ${spanText(run.durationMs)}`;
  const what = applied.length === 1 ? 'migration' : `${applied.length} migrations, the last one`;
  return {
    kind: 'change',
    id: `${key}#1`,
    key,
    monitor,
    sequence: 1,
    environment,
    database,
    at,
    title: `[${environment}] ${database}: ${what} ${migrationName(last)} ${last.direction === 'up' ? 'applied' : 'taken back'}${took}`,
    applied: applied.slice(-NAMED_MIGRATIONS).map(migrationFile),
    ran: cappedSentences(ranLines(run, now)),
    // The runbook is not linked, because it says nothing about a run without trouble.
    links: runLinks(run, region),
    run: run.id,
  };
}
