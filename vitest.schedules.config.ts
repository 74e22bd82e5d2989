import { defineConfig } from 'vitest/config';
import { shared } from './vitest.shared.ts';

/** Seeded deliveries with faults by the ten thousand, and a year of alarms: minutes of work, so not part of `npm test`. */
export default defineConfig({
  test: { ...shared, include: ['test/**/*.schedules.ts', 'test/**/*.simulation.ts'] },
});
