import type { Ask, AskedIncident } from '../model/ask.ts';
import type { Notice } from './change-message.ts';

/** Asks the deliverers of a topic whether people acknowledged or resolved these incidents at the receiver. */
export interface AskMessage {
  readonly kind: 'ask';
  /** `ask <topic>@<at>`. */
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly incidents: readonly AskedIncident[];
}

export function askMessage({ topic, at, incidents }: Ask): AskMessage {
  return { kind: 'ask', id: `ask ${topic}@${at}`, at, incidents };
}

export function isAsk(message: Notice | AskMessage): message is AskMessage {
  return message.kind === 'ask';
}
