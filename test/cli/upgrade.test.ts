import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, test, vi } from 'vitest';
import { DEMO_WEEK } from '../../bin/cli/demo/show-week.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { DynamoDbEarlierItems } from '../../lambda/adapters/aws/index-earlier.ts';
import { ConsolePager } from '../../lambda/adapters/local/console-pager.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { TABLE_NAME, withDeployedWeek } from './deployed-week.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const deployedMonitor = withDeployedWeek();

const scan = async () =>
  (await deployedMonitor.week.client.send(new ScanCommand({ TableName: TABLE_NAME }))).Items ?? [];

/** The table as a release without the index left it. Returns what was listed, by key. */
async function forgetLists(): Promise<Map<string, string>> {
  const before = new Map<string, string>();
  for (const { list, listedAt, summary, ...item } of await scan()) {
    if (list === undefined) continue;
    before.set(`${item['pk']?.S} ${item['sk']?.S}`, `${list.S} ${listedAt?.N} ${summary?.S}`);
    await deployedMonitor.week.client.send(new PutItemCommand({ TableName: TABLE_NAME, Item: item }));
  }
  return before;
}

function monitor(): LocalMonitor {
  const clock = () => deployedMonitor.week.now;
  return new LocalMonitor(
    deployed(DEMO_WEEK.settings),
    {
      facts: new DynamoDbFactStore(deployedMonitor.week.client, TABLE_NAME, clock),
      incidents: new DynamoDbIncidentStore(deployedMonitor.week.client, TABLE_NAME, clock),
      mutes: new MemoryMuteStore(),
      topics: new ConsolePager(() => {}),
      logReader: { readWindow: async () => expect.fail('nothing is read again') },
      earlier: new DynamoDbEarlierItems(deployedMonitor.week.client, TABLE_NAME),
    },
    deployedMonitor.week.now,
  );
}

test('after an upgrade the sweep lists what an earlier release stored, 25 items a minute, states first', async () => {
  const before = await forgetLists();
  expect(before.size).toBeGreaterThan(60);
  expect((await runCli(['status'])).stdout).toContain('0 databases, 0 dirty, 2 open incidents.');

  const sweeps = monitor();
  await sweeps.sweep();
  const first = (await runCli(['status'])).stdout;
  expect(first).toContain('15 databases, 2 dirty, 2 open incidents.');
  expect(first).toMatch(/\nOlder entries are being indexed \(1\d databases left\)\.\n$/);

  let minutes = 1;
  for (let left = true; left; minutes++) {
    deployedMonitor.week.calls.clear();
    await sweeps.sweep();
    // One of them is the progress.
    expect(deployedMonitor.week.calls.get('UpdateItem') ?? 0).toBeLessThanOrEqual(26);
    left = (await runCli(['status'])).stdout.includes('Older entries');
  }
  expect(minutes).toBeGreaterThan(2);

  const after = new Map(
    (await scan())
      .filter(({ list }) => list !== undefined)
      .map(({ pk, sk, list, listedAt, summary }) => [
        `${pk?.S} ${sk?.S}`,
        `${list?.S} ${listedAt?.N} ${summary?.S}`,
      ]),
  );
  expect(after).toEqual(before);

  deployedMonitor.week.calls.clear();
  await sweeps.sweep();
  expect([deployedMonitor.week.calls.get('UpdateItem'), deployedMonitor.week.calls.get('Query')]).toEqual([
    undefined,
    1,
  ]);
  const restarted = monitor();
  await restarted.sweep();
  expect(deployedMonitor.week.calls.get('UpdateItem') ?? 0).toBeLessThanOrEqual(1);
});

test('a sweep without time changes nothing more, and later ones go on until all is listed', async () => {
  const before = await forgetLists();
  const progress = { pk: { S: 'index#recent' }, sk: { S: 'progress' } };
  await deployedMonitor.week.client.send(new DeleteItemCommand({ TableName: TABLE_NAME, Key: progress }));
  const targets = (await scan()).flatMap(({ pk, sk }) => {
    const [, environment, database] = pk!.S!.split('#');
    return sk!.S === 'state' ? [{ environment: environment!, database: database! }] : [];
  });
  expect(targets.length).toBeGreaterThan(10);
  const earlier = new DynamoDbEarlierItems(deployedMonitor.week.client, TABLE_NAME);
  const isListed = async () =>
    (await scan()).filter(({ list, pk }) => list !== undefined && pk!.S !== progress.pk.S);
  let calls = 0;
  for (let listed = 0; listed < before.size; calls++) {
    deployedMonitor.week.calls.clear();
    let asked = 0;
    await earlier.indexSome(targets, deployedMonitor.week.now, () => ++asked <= 3);
    // The first change needs no time, and the last one is the progress.
    expect(deployedMonitor.week.calls.get('UpdateItem') ?? 0).toBeLessThanOrEqual(3 + 2);
    listed = (await isListed()).length;
  }
  expect(calls).toBeGreaterThan(before.size / 5);
  deployedMonitor.week.calls.clear();
  await earlier.indexSome(targets, deployedMonitor.week.now, () => false);
  expect(deployedMonitor.week.calls.get('UpdateItem') ?? 0).toBeLessThanOrEqual(1);
});

test('an item that a writer changes at that moment keeps what the writer wrote', async () => {
  const [item] = (await scan()).filter(({ list }) => list?.S === 'state');
  const { list: _list, listedAt: _at, summary: _summary, ...former } = item!;
  await deployedMonitor.week.client.send(new PutItemCommand({ TableName: TABLE_NAME, Item: former }));
  const progress = { pk: { S: 'index#recent' }, sk: { S: 'progress' } };
  await deployedMonitor.week.client.send(new DeleteItemCommand({ TableName: TABLE_NAME, Key: progress }));
  const [, environment, database] = former['pk']!.S!.split('#');
  const send = deployedMonitor.week.client.send.bind(deployedMonitor.week.client);
  const written = { ...former, revision: { N: '4711' } };
  let isFirst = true;
  vi.spyOn(deployedMonitor.week.client, 'send').mockImplementation((async (command: never) => {
    if ((command as object) instanceof UpdateItemCommand && isFirst) {
      isFirst = false;
      await send(new PutItemCommand({ TableName: TABLE_NAME, Item: written }));
    }
    return send(command);
  }) as never);
  await new DynamoDbEarlierItems(deployedMonitor.week.client, TABLE_NAME).indexSome(
    [{ environment: environment!, database: database! }],
    deployedMonitor.week.now,
    () => true,
  );
  vi.restoreAllMocks();
  const { Item } = await deployedMonitor.week.client.send(
    new GetItemCommand({ TableName: TABLE_NAME, Key: { pk: item!['pk']!, sk: item!['sk']! } }),
  );
  expect(Item).toEqual(written);
});
