import type { ExpectedRun } from '../runs/expected-run.ts';
import { type Form, unchanged } from './form.ts';

export const EXPECTED_RUN: Form<ExpectedRun> = {
  what: 'expected run',
  upgrades: [unchanged],
};
