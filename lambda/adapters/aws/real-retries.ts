import { setTimeout as pause } from 'node:timers/promises';

/** Real randomness and waiting between tries. Tests replace them. */
export const REAL_RETRIES = {
  random: Math.random,
  pause: async (ms: number): Promise<void> => {
    await pause(ms);
  },
};
