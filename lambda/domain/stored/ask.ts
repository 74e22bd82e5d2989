import type { AskMessage } from '../channels/ask-message.ts';
import { type Form, unchanged } from './form.ts';

export const ASK: Form<AskMessage> = { what: 'ask', upgrades: [unchanged] };
