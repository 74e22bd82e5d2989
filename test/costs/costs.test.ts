import { expect, test } from 'vitest';
import { DOCUMENTS, writtenIn } from '../../scripts/costs/documents.ts';
import { type CostTables, costTables } from '../../scripts/costs/tables.ts';
// Functions without their bundles: what is counted is what stands around them.
import '../lib/monitor-under-test.ts';

const tables = await costTables();

test.each(Object.entries(DOCUMENTS))(
  'the %s’s costs are those that code and settings have now; else: npm run costs -- --write',
  (name, document) => {
    expect(writtenIn(document)).toBe(tables[name as keyof CostTables]);
  },
);
