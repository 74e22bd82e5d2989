import { expect, test } from 'vitest';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { monitorPropsOf } from '../../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../../lib/stacks/monitor-stack.ts';
import { DOCUMENTS, writtenIn } from '../../scripts/costs/documents.ts';
import { costTables } from '../../scripts/costs/tables.ts';
import { WHOLE } from '../../scripts/costs/variants.ts';
// Functions without their bundles: what is counted is what stands around them.
import { app, ENV } from '../lib/monitor-under-test.ts';

const tables = await costTables();

test.each(Object.entries(DOCUMENTS))(
  'the %s’s costs are those that code and settings have now; else: npm run costs -- --write',
  (name, document) => {
    expect(writtenIn(document)).toBe(tables[name as 'readme' | 'costs']);
  },
);

test.each(WHOLE.map(({ what, settings }, index) => [what, settings, index] as const))(
  'synthesis prints what %s cost whatever runs, to a few cents',
  (_what, text, index) => {
    const { settings } = readSettings(text, 'settings');
    const stack = new MonitorStack(app(), 'watch', {
      env: ENV,
      monitor: (scope) => monitorPropsOf(settings!, scope),
    });
    const printed = stack.node.findAll().flatMap(({ node }) => node.metadata.map(({ data }) => String(data)));
    const lines = printed.flatMap(
      (each) => /^\d+ alarms and \d+ series, ([\d.]+) dollars a month/.exec(each) ?? [],
    );
    expect(lines).toHaveLength(2);
    expect(Math.abs(Number(lines[1]) - tables.wholeUsd[index]!)).toBeLessThan(0.05);
  },
);

test('no settings cost more than they may', () => {
  expect(tables.tooMuch).toEqual([]);
});
