import { printable } from '../../model/printable.ts';
import { truncate } from '../../model/truncate.ts';
import type { ChangeMessage } from '../change-message.ts';
import { detail, MAX_SUMMARY, monitorDetail, type PagerDutyLink, pagerDutyLinks, sourceOf } from './event.ts';

/** Body of a request to PagerDuty's change event API. @see https://developer.pagerduty.com/docs/send-change-event */
export interface PagerDutyChange {
  readonly routing_key: string;
  readonly payload: {
    readonly summary: string;
    readonly timestamp: string;
    readonly source: string;
    readonly custom_details: Readonly<Record<string, string>>;
  };
  readonly links: readonly PagerDutyLink[];
}

/**
 * The change event for a migrated database; it notifies nobody. `undefined` if `routingKey` is that of a ruleset (it starts with
 * `R`), because rulesets accept alerts only.
 *
 * @see https://developer.pagerduty.com/docs/send-change-event
 */
export function pagerDutyChange(change: ChangeMessage, routingKey: string): PagerDutyChange | undefined {
  if (routingKey.startsWith('R')) return undefined;
  return {
    routing_key: routingKey,
    payload: {
      summary: truncate(printable(change.title), MAX_SUMMARY),
      timestamp: new Date(change.at).toISOString(),
      source: sourceOf(change),
      custom_details: {
        ...monitorDetail(change),
        environment: detail([change.environment]),
        database: detail([change.database]),
        applied: detail(change.applied),
        ran: detail(change.ran),
        run: detail([change.run]),
      },
    },
    links: pagerDutyLinks(change.links),
  };
}
