/** `npm run costs`: counts and prices a month again; `-- --write` puts it into README.md and docs/costs.md. */
import { parseArgs } from 'node:util';
import { write } from './documents.ts';
import { costTables } from './tables.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const tables = await costTables();
console.log(`${tables.readme}\n\n${tables.costs}`);
if (values.write) write(tables);
for (const each of tables.tooMuch) console.error(`too much: ${each}`);
if (tables.tooMuch.length > 0) process.exitCode = 1;
