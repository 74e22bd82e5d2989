import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { exampleFile, examplesOf, exampleText, parts, schemaText } from './events/documents.ts';
import { wholeStory } from './events/story.ts';

/** Writes schema/events.schema.json, an example of each event, and the tables of docs/events.md. */
const DOCUMENT = 'docs/events.md';

const examples = examplesOf(await wholeStory());
writeFileSync('schema/events.schema.json', schemaText());
mkdirSync('schema/events', { recursive: true });
for (const [type, event] of examples) writeFileSync(exampleFile(type), exampleText(event));
let text = readFileSync(DOCUMENT, 'utf8');
for (const [name, part] of Object.entries(parts(examples)))
  text = text.replace(
    new RegExp(`(<!-- ${name}: [^>]*-->\\n)[\\s\\S]*?(\\n<!-- end -->)`),
    (_, before: string, after: string) => `${before}\n${part}\n${after}`,
  );
writeFileSync(DOCUMENT, text);
