import { expect, test } from 'vitest';
import { loopbackOnly } from '../../../scripts/emulator/loopback.ts';

test.each(['http://127.0.0.1:4566', 'http://127.0.0.1', 'http://127.1.2.3:80/', 'http://[::1]:4566'])(
  '%s is on this machine',
  (endpoint) => expect(loopbackOnly(endpoint)).toBe(endpoint),
);

test.each([
  'https://sqs.eu-central-1.amazonaws.com',
  'http://localhost:4566',
  'http://127.0.0.1.example.org',
  'http://example.org/127.0.0.1',
  'http://user@example.org:127',
  'http://10.0.0.1:4566',
  'http://0.0.0.0:4566',
  'https://127.0.0.1:4566',
  'ftp://127.0.0.1',
])('%s is refused', (endpoint) => expect(() => loopbackOnly(endpoint)).toThrow('never an AWS account'));

test('a text that is not a URL is refused', () => expect(() => loopbackOnly('127.0.0.1:4566')).toThrow());
