import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_WEEK } from '../../bin/cli/demo/show-week.ts';
import type { CheckContext } from '../../bin/cli/doctor/account-check.ts';
import { checkRemovedNames } from '../../bin/cli/doctor/removed-names.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { type DeployedWeek, deployedWeek, TABLE_NAME } from './deployed-week.ts';

let week: DeployedWeek;
beforeAll(async () => {
  week = await deployedWeek();
});
afterAll(() => week.close());

/** What doctor says about the demo's week if these settings were to be deployed now. */
function findings(settingsText: string, now = week.now) {
  const { settings, problems } = readSettings(settingsText, 'watch.yaml');
  expect(problems).toEqual([]);
  const stack = { outputs: new Map([['TableName', TABLE_NAME]]) };
  return checkRemovedNames({
    settings,
    stack,
    account: { dynamoDb: week.client },
    now,
  } as unknown as CheckContext);
}

/** The demo's settings after `billing` was renamed; `was`: what they say about its former name. */
const renamed = (was = '') =>
  DEMO_WEEK.settings.replaceAll('billing', 'invoices').replace('invoices: {', `invoices: {${was}`);

test('says nothing while the settings name everything', async () => {
  expect(await findings(DEMO_WEEK.settings)).toEqual([]);
});

test('warns of what the next deploy does to a database that is named no more', async () => {
  const said = await findings(renamed());
  expect(said.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
    expect.stringMatching(
      /^warning: production\/billing has the open incident migrate-watch\/production\/billing\/migration\/\d+, and the settings do not name it: the next deploy ends the incident as no longer watched$/,
    ),
    expect.stringMatching(
      /^warning: staging\/billing has a history \(at \d+, clean\), and the settings do not name it: its history is not carried over$/,
    ),
  ]);
  expect(said.every(({ fix }) => fix?.includes('`was`'))).toBe(true);
});

test('is content with `was`, and says when it can go', async () => {
  const was = ' was: billing,';
  expect(await findings(renamed(was))).toEqual([]);
  // The incident of production is still open, so only another former name can go.
  const later = week.now + 401 * 24 * 60 * 60_000;
  expect(await findings(renamed(was), later)).toEqual([]);
  expect(await findings(renamed(' was: [billing, payments],'))).toEqual([
    {
      kind: 'note',
      message: 'nothing is stored any more under the former database payments: its `was` can go',
    },
  ]);
});
