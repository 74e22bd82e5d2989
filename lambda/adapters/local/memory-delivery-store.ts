import type { Delivery } from '../../domain/channels/delivery.ts';
import type { Incident } from '../../domain/incidents/incident.ts';
import { sentKey } from '../../domain/model/sent-key.ts';
import type { DeliveryStore } from '../../pipeline/ports.ts';

/** Behaves as the DynamoDB store does, but keeps everything in the memory of one process. */
export class MemoryDeliveryStore implements DeliveryStore {
  readonly #deliveries = new Map<string, Delivery>();
  readonly #incidents: () => readonly Incident[];

  constructor(incidents: () => readonly Incident[]) {
    this.#incidents = incidents;
  }

  async readIncident(key: string): Promise<Incident | null> {
    return this.#incidents().find((incident) => sentKey(incident) === key) ?? null;
  }

  async readDelivery(key: string, channel: string): Promise<Delivery | null> {
    return this.#deliveries.get(nameOf(key, channel)) ?? null;
  }

  async putDelivery(delivery: Delivery, expected: number | null): Promise<'written' | 'conflict'> {
    const name = nameOf(delivery.key, delivery.channel);
    if ((this.#deliveries.get(name)?.revision ?? null) !== expected) return 'conflict';
    this.#deliveries.set(name, delivery);
    return 'written';
  }
}

function nameOf(key: string, channel: string): string {
  return JSON.stringify([key, channel]);
}
