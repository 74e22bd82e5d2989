import type { Snapshot } from '../runs/record/snapshot.ts';
import { type Form, unchanged } from './form.ts';

export const SNAPSHOT: Form<Snapshot> = { what: 'snapshot', upgrades: [unchanged] };
