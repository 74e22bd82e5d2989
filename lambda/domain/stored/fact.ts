import type { Fact } from '../model/fact.ts';
import { type Form, unchanged } from './form.ts';

export const FACT: Form<Fact> = { what: 'fact', upgrades: [unchanged] };
