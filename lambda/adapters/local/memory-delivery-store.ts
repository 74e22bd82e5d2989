import type { Delivery } from '../../domain/channels/delivery.ts';
import type { Incident } from '../../domain/incidents/incident.ts';
import { sentKey } from '../../domain/model/sent-key.ts';
import { DELIVERY } from '../../domain/stored/delivery.ts';
import { readForm, withVersion } from '../../domain/stored/form.ts';
import type { DeliveryStore } from '../../pipeline/ports.ts';

/** Behaves as the DynamoDB store does, but keeps everything in the memory of one process. */
export class MemoryDeliveryStore implements DeliveryStore {
  readonly #deliveries = new Map<string, object>();
  readonly #incidents: () => readonly Incident[];

  constructor(incidents: () => readonly Incident[]) {
    this.#incidents = incidents;
  }

  async readIncident(key: string): Promise<Incident | null> {
    return this.#incidents().find((incident) => sentKey(incident) === key) ?? null;
  }

  async readDelivery(key: string, channel: string): Promise<Delivery | null> {
    return this.#stored(nameOf(key, channel));
  }

  async putDelivery(delivery: Delivery, expected: number | null): Promise<'written' | 'conflict'> {
    const name = nameOf(delivery.key, delivery.channel);
    if ((this.#stored(name)?.revision ?? null) !== expected) return 'conflict';
    this.#deliveries.set(name, withVersion(DELIVERY, delivery));
    return 'written';
  }

  #stored(name: string): Delivery | null {
    const stored = this.#deliveries.get(name);
    return stored ? readForm(DELIVERY, stored, name) : null;
  }
}

function nameOf(key: string, channel: string): string {
  return JSON.stringify([key, channel]);
}
