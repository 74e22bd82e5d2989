import { createInterface } from 'node:readline';
import { printable } from '../../../../lambda/domain/model/printable.ts';

/** Can this command ask a person? */
export function isTerminal(): boolean {
  return Boolean(process.stdin.isTTY && process.stdout.isTTY);
}

/** Asks whether a test page came; `undefined` when the person does not know, or ends the input. */
export async function askWhetherItCame(who: string): Promise<boolean | undefined> {
  const typed = createInterface({ input: process.stdin, terminal: false });
  const lines = typed[Symbol.asyncIterator]();
  try {
    for (;;) {
      process.stdout.write(`Did it reach ${printable(who)}? yes, no, or Enter if you do not know: `);
      const line = await lines.next();
      const answer = line.done ? '' : line.value.trim().toLowerCase();
      if (answer === '') return undefined;
      if (['yes', 'y'].includes(answer)) return true;
      if (['no', 'n'].includes(answer)) return false;
    }
  } finally {
    typed.close();
  }
}
