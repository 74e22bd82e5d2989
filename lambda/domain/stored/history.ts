import type { History } from '../normal/history.ts';
import { type Form, unchanged } from './form.ts';

export const HISTORY: Form<History> = { what: 'history of durations', upgrades: [unchanged] };
