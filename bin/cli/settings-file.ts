import { readFileSync } from 'node:fs';
import { printable } from '../../lambda/domain/model/printable.ts';

/** The text of a settings file; `undefined` after saying on standard error why it cannot be read. */
export function readSettingsFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { message } = error as Error;
    process.stderr.write(`${printable(file)}: the file cannot be read: ${printable(message)}\n`);
    return undefined;
  }
}
