import { expect, test } from 'vitest';
import { deployedBy } from '../sources-of.ts';

const SOURCES =
  'sources: [{ logGroup: /a, environment: staging, database: orders }, { logGroup: /b, environment: live, database: orders }]';

test('the functions know which environment comes before another, by their present names', () => {
  const { sweep, page } = deployedBy(
    `environments: { staging: {}, live: { after: staging, was: production }, asia: { after: staging } }\n${SOURCES}`,
  );
  const after = { live: 'staging', asia: 'staging' };
  expect(sweep.names).toMatchObject({ environments: { production: 'live' }, after });
  expect(page.policy.names).toMatchObject({ after });
});

test('without an order the functions know none', () => {
  expect(deployedBy(`environments: { staging: {}, live: {} }\n${SOURCES}`).sweep.names).not.toHaveProperty(
    'after',
  );
});
