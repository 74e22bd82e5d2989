import { redactSecrets } from '../../../lambda/domain/lines/redact/redact.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';

/** A sentence that a person typed, as it is stored and shown: one line without credentials. `masked`: it had some. */
export function typedSentence(text: string): { readonly text: string; readonly masked: boolean } {
  const shown = printable(text).trim();
  const safe = redactSecrets(shown);
  return { text: safe, masked: safe !== shown };
}

/** What was typed, as a message may repeat it: people paste database URLs. */
export function typedText(text: string): string {
  return redactSecrets(printable(text));
}
