import type { Mute } from '../model/action.ts';
import { type Form, unchanged } from './form.ts';

export const MUTE: Form<Mute> = { what: 'mute', upgrades: [unchanged] };
