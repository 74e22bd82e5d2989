import { setTimeout as pause } from 'node:timers/promises';

/** Chance and waiting between tries, as they are outside of tests. */
export const REAL_RETRIES = {
  random: Math.random,
  pause: async (ms: number): Promise<void> => {
    await pause(ms);
  },
};
