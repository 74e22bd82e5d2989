import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listedRun, listedState } from '../../lambda/adapters/aws/listed.ts';
import { summaryOf } from '../../lambda/domain/incidents/run-summary.ts';
import { emptyState } from '../../lambda/domain/incidents/target-state.ts';
import { imageFiles } from '../../lambda/domain/model/announcement.ts';
import { handMadeRecord, handMadeRun } from '../builders/facts-and-runs.ts';
import { cloudFormationWith, monitorStack } from './deployed-week.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const NOW = Date.UTC(2027, 0, 31, 12);
const DAY_MS = 24 * 60 * 60_000;
/** Bytes of one page of a Query. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
const PAGE_BYTES = 1_000_000;

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
const dynamoDb = mockClient(DynamoDBClient);
let requests = 0;

/** DynamoDB with these lists, each the newest first; pages end at 1 MB or at the limit. */
function serve(lists: Readonly<Record<string, readonly Item[]>>): void {
  dynamoDb.on(GetItemCommand).callsFake(() => {
    requests++;
    return {};
  });
  dynamoDb.on(QueryCommand).callsFake((input) => {
    requests++;
    const { ':list': list, ':from': from, ':until': until } = input.ExpressionAttributeValues;
    const all = (lists[list?.S ?? 'open'] ?? []).filter(
      ({ listedAt }) =>
        !from || (Number(listedAt?.N) >= Number(from.N) && Number(listedAt?.N) <= Number(until.N)),
    );
    const begin = Number(input.ExclusiveStartKey?.pk.S ?? 0);
    let [end, bytes] = [begin, 0];
    while (end < all.length && end - begin < (input.Limit ?? Number.POSITIVE_INFINITY) && bytes < PAGE_BYTES)
      bytes += JSON.stringify(all[end++]).length;
    return {
      Items: all.slice(begin, end),
      ...(end < all.length && { LastEvaluatedKey: { pk: { S: String(end) } } }),
    };
  });
}

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  dynamoDb.reset();
  requests = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** States as the store lists them, with long names, long versions and announced files. */
function states(count: number): readonly Item[] {
  const files = Array.from({ length: 300 }, (_, n) => String(20_260_101_000_000 + n));
  return Array.from({ length: count }, (_, n) => {
    const target = { environment: 'production', database: `a-service-with-a-long-name-${n}` };
    const run = handMadeRun({ target, outcome: 'succeeded', announcedFiles: imageFiles(files) });
    const state = { ...emptyState(target), runs: [summaryOf(run, 1)], cleanVersion: files.at(-1)! };
    const key = { pk: { S: `target#production#${target.database}` }, sk: { S: 'state' } };
    return { ...key, ...listedState(state) } as Item;
  });
}

function runs(count: number): readonly Item[] {
  return Array.from({ length: count }, (_, n) => {
    const startedAt = NOW - Math.floor((n * 400 * DAY_MS) / count);
    const id = `ecs/0123456789abcdef0123456789abcdef/migrate-${startedAt.toString(36)}`;
    const record = handMadeRecord({ ...handMadeRun({ outcome: 'succeeded', startedAt }), id });
    return { pk: { S: 'origin#ecs/0123' }, sk: { S: `run#${id}` }, ...listedRun(record) } as Item;
  });
}

test('status of 900 databases takes at most four requests', async () => {
  const cloudFormation = cloudFormationWith([monitorStack('migrate-watch')]);
  serve({ state: states(900) });
  const { stdout } = await runCli(['status']);
  expect(stdout).toContain('900 databases, 0 dirty, 0 open incidents.');
  expect(requests + cloudFormation.calls().length).toBeLessThanOrEqual(4);
});

test('the runs of a week among 100,000 of 400 days take three requests', async () => {
  const cloudFormation = cloudFormationWith([monitorStack('migrate-watch')]);
  serve({ run: runs(100_000) });
  const { stdout } = await runCli(['runs', '--since', '7d', '--limit', '50']);
  expect(stdout).toContain('50 runs: 50 ended clean; there are more: --limit 100.');
  expect(requests + cloudFormation.calls().length).toBe(3);
});

test('an export of 100,000 runs prints each once', async () => {
  cloudFormationWith([monitorStack('migrate-watch')]);
  serve({ run: runs(100_000) });
  const { exitCode, stdout } = await runCli(['export', '--since', '60w', '--format', 'csv']);
  expect([exitCode, stdout.split('\n').length]).toEqual([0, 100_002]);
});
