import { MemoryDeliveryStore } from '../../lambda/adapters/local/memory-delivery-store.ts';
import type { Notice } from '../../lambda/domain/channels/change-message.ts';
import type { ReceivedNotice } from '../../lambda/domain/channels/delivery.ts';
import type { Incident } from '../../lambda/domain/incidents/incident.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { type DeliverContext, deliver } from '../../lambda/pipeline/deliver.ts';
import type { DeliveryLine } from '../../lambda/pipeline/ports.ts';
import { T0 } from '../builders/facts-and-runs.ts';
import { INCIDENT_KEY } from '../builders/notices.ts';

/** An incident as `page` leaves it with the page of `sequence`. */
export function incidentAt(sequence: number, isOver: boolean, key = INCIDENT_KEY): Incident {
  return {
    target: { environment: 'production', database: 'orders' },
    kind: 'migration',
    n: 7,
    key,
    revision: sequence,
    lead: 'run-1',
    numberedBy: 'run-1',
    marks: ['run-1'],
    droppedMarks: 0,
    signature: null,
    openedAt: T0,
    ended: isOver ? { why: 'clean-run', at: T0, run: 'run-2', by: null } : null,
    follows: null,
    dirty: !isOver,
    conditions: isOver ? [] : ['failed', 'dirty'],
    title: '',
    headline: '',
    notifiedTopics: ['critical'],
    silencedBy: null,
    reminders: 0,
    remindAt: null,
    outbox: [],
  };
}

/** A deliverer with a memory store, and a receiver that keeps what it got. */
export class DeliverWorld {
  incidents: readonly Incident[] = [];
  readonly store = new MemoryDeliveryStore(() => this.incidents);
  readonly received: Notice[] = [];
  readonly metrics: MetricDatum[] = [];
  readonly lines: DeliveryLine[] = [];
  now = T0;
  /** What the channel does instead of taking a notice. */
  refuse: ((notice: Notice) => Error | 'passed' | undefined) | undefined;

  get context(): DeliverContext {
    return {
      deliveries: this.store,
      name: 'oncall',
      channel: {
        send: async (notice) => {
          const answer = this.refuse?.(notice);
          if (answer instanceof Error) throw answer;
          if (answer !== undefined) return answer;
          this.received.push(notice);
          return 'taken';
        },
      },
      metrics: { put: async (data) => void this.metrics.push(...data) },
      log: { write: (line) => void this.lines.push(line) },
      clock: () => this.now,
      random: () => 0,
      pause: async () => {},
    };
  }

  deliver(
    notice: Notice,
    message = `message of ${notice.id}`,
    over: Partial<DeliverContext> = {},
  ): Promise<void> {
    const arrival: ReceivedNotice = { notice, message };
    return deliver(arrival, { ...this.context, ...over });
  }

  get ids(): readonly string[] {
    return this.received.map(({ id }) => id);
  }
}
