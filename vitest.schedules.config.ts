import { defineConfig } from 'vitest/config';
import quick from './vitest.config.ts';

/** Seeded deliveries with faults by the ten thousand: minutes of work, so not part of `npm test`. */
export default defineConfig({
  test: { ...quick.test, include: ['test/**/*.schedules.ts'], testTimeout: 600_000 },
});
