import type { Mute } from '../../domain/model/action.ts';
import type { MuteStore } from '../../pipeline/ports.ts';

/** Behaves as the DynamoDB store does, but keeps everything in the memory of one process. */
export class MemoryMuteStore implements MuteStore {
  readonly #mutes = new Map<string, Mute>();

  async readMutes(environment: string): Promise<readonly Mute[]> {
    return [...this.#mutes.values()].filter((mute) => mute.environment === environment);
  }

  async putMute(id: string, mute: Mute): Promise<void> {
    if (!this.#mutes.has(id)) this.#mutes.set(id, mute);
  }
}
