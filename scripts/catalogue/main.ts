import { writeFileSync } from 'node:fs';
import { catalogue } from './catalogue.ts';

/** Writes docs/catalogue.md; a test fails when the file is stale. */
writeFileSync('docs/catalogue.md', catalogue());
