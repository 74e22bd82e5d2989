import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ENV } from '../../lambda/contract/env.ts';

// The environment has neither a table nor a topic, so whatever needs the configuration fails.
beforeEach(() => {
  for (const name of Object.values(ENV)) vi.stubEnv(name, '');
  vi.resetModules();
});
afterEach(() => vi.unstubAllEnvs());

const delivery = (...messages: unknown[]) => {
  const logEvents = messages.map((message, index) => ({ id: `${index}`, timestamp: 1, message }));
  const batch = { messageType: 'DATA_MESSAGE', logGroup: '/ecs/orders', logStream: 'a', logEvents };
  return { awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } };
};
const control = { messageType: 'CONTROL_MESSAGE', logGroup: '', logStream: '', logEvents: [] };
const handle = async (event: unknown) => (await import('../../lambda/handlers/ingest.ts')).handler(event);

test.each([
  ['lines of other software', delivery('GET /health 200', 'order accepted')],
  ['no line', delivery()],
  ['CloudWatch Logs’ own test', { awslogs: { data: gzipSync(JSON.stringify(control)).toString('base64') } }],
])('%s are handled without the configuration', async (_, event) => {
  await expect(handle(event)).resolves.toBeUndefined();
});

test.each([
  ['a line that may be golang-migrate’s', delivery('GET /health 200', '1/u create_users (3.5ms)')],
  ['a piece of a cut record, which may hold one', delivery(`{"log":"${'x'.repeat(16_376)}`)],
  ['a log event that cannot be read', delivery('GET /health 200', 7)],
  ['a delivery that cannot be read', { awslogs: { data: 'AAAA' } }],
])('%s needs it, and fails when it is wrong', async (_, event) => {
  await expect(handle(event)).rejects.toThrow('TABLE_NAME is not set');
});

test('with error patterns, every delivery needs it', async () => {
  vi.stubEnv(ENV.errorPatterns, JSON.stringify([{ name: 'health', regex: 'health' }]));
  await expect(handle(delivery('GET /health 200'))).rejects.toThrow('TABLE_NAME is not set');
});
