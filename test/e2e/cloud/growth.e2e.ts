import { afterAll, beforeAll, expect, test } from 'vitest';
import { Cloud } from './cloud.ts';

/**
 * A deployment that grows from one environment to sixty: no resource gets another logical or physical id, because each
 * environment is in a nested stack of its own, whatever their number.
 */

let cloud: Cloud;

beforeAll(async () => {
  cloud = await Cloud.open();
});

afterAll(async () => {
  await cloud?.close();
});

const withEnvironments = (count: number) => {
  const names = Array.from({ length: count }, (_, n) => (n === 0 ? 'production' : `team-${n}`));
  return `name: watch
sources:
  - logGroup: /ecs/migrate
    create: true
    rules:
${names.map((name) => `      - { environment: ${name}, database: orders, streamPrefix: ${name}/ }`).join('\n')}
channels: { hook: { webhook: { url: 'https://hooks.example.org/migrate', secret: hook-key } } }
routes: { critical: [hook, oncall@example.org], health: [oncall@example.org] }
`;
};

test('1, 19, 20 and 60 environments', async () => {
  let before: ReadonlyMap<string, string> = new Map();
  for (const count of [1, 19, 20, 60]) {
    await cloud.deploy(withEnvironments(count));
    const { template, leftOut } = cloud.deployed;
    const expected = Object.keys(template.Resources).filter((id) => !(id in leftOut));
    expect(
      expected.filter((id) => !cloud.resources.has(id)),
      `${count} environments`,
    ).toEqual([]);
    for (const [id, physical] of before) expect([id, cloud.resources.get(id)]).toEqual([id, physical]);
    expect(cloud.resources.size).toBeGreaterThan(before.size);
    before = cloud.resources;
  }
  expect(
    [...before.keys()].filter((id) => /^Monitorenvironment.*Dashboard[0-9A-F]{8}$/.test(id)),
  ).toHaveLength(60);
});
