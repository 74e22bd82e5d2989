import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bundle.ts';
import type { CostTables } from './tables.ts';

/** The document of each text, which is between `<!-- costs -->` and `<!-- end of costs -->`. */
export const DOCUMENTS: Readonly<Record<'readme' | 'costs', string>> = {
  readme: 'README.md',
  costs: 'docs/costs.md',
};

const MARKED = /(<!-- costs: written by npm run costs -- --write -->\n)([\s\S]*?)(<!-- end of costs -->)/;

/** Current text between a document's markers. Throws when it has no markers. */
export function writtenIn(document: string): string {
  const found = MARKED.exec(readFileSync(join(ROOT, document), 'utf8'));
  if (found === null) throw new Error(`${document} has no markers for the costs`);
  return found[2]!.trim();
}

export function write(tables: CostTables): void {
  for (const [name, document] of Object.entries(DOCUMENTS)) {
    writtenIn(document);
    const path = join(ROOT, document);
    const text = readFileSync(path, 'utf8').replace(
      MARKED,
      (_, begin: string, _before: string, end: string) =>
        `${begin}\n${tables[name as keyof typeof DOCUMENTS]}\n\n${end}`,
    );
    writeFileSync(path, text);
  }
}
