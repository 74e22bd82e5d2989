import { expect, test } from 'vitest';
import { isCanary, isCanaryOrigin } from '../../../lambda/domain/model/is-canary.ts';
import { originOfStream } from '../../../lambda/domain/model/origin.ts';

test('a run belongs to the canary by its environment', () => {
  expect(isCanary({ environment: 'canary' })).toBe(true);
  expect(isCanary({ environment: 'canary-islands' })).toBe(false);
});

test.each([
  ['/migrate-watch/watch/canary-lines', 'failed/2026-03-05T10.00.00.250Z', true],
  ['/ecs/migrate-watch', 'failed/2026', false],
  ['/ecs/orders', '/migrate-watch/x', false],
  ['/ecs/orders', 'orders/migrate/0123456789abcdef0123456789abcdef', false],
])('%s %s: %s', (logGroup, logStream, expected) => {
  expect(isCanaryOrigin(originOfStream(logGroup, logStream).id)).toBe(expected);
});
