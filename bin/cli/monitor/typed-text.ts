import { redactSecrets } from '../../../lambda/domain/lines/redact/redact.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';

/** What was typed, as a message may repeat it: people paste database URLs. */
export function typedText(text: string): string {
  return redactSecrets(printable(text));
}
