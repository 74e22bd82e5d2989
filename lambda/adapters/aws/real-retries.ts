/** Real randomness and waiting between tries. Tests replace them. Not `node:timers/promises`, which takes 1 ms of a cold start to load. */
export const REAL_RETRIES = {
  random: Math.random,
  pause: (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms)),
};
