import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { SecretsManagerReader } from '../../lambda/adapters/aws/secrets-manager-reader.ts';
import { withSecret } from '../../lambda/adapters/channels/with-secret.ts';
import {
  PermanentDeliveryError,
  RetryableDeliveryError,
} from '../../lambda/domain/channels/delivery-error.ts';

const client = mockClient(SecretsManagerClient);
let now = 1_000_000;
let reader: SecretsManagerReader;
beforeEach(() => {
  client.reset();
  reader = new SecretsManagerReader(new SecretsManagerClient({ region: 'eu-west-1' }), () => now);
});

const holds = (SecretString: string | undefined) =>
  client.on(GetSecretValueCommand).resolves({ SecretString });
const reads = () => client.commandCalls(GetSecretValueCommand).length;

test('a secret is kept for five minutes, and not a millisecond longer', async () => {
  holds('old');
  expect(await reader.read('oncall')).toBe('old');
  expect(client.commandCalls(GetSecretValueCommand)[0]!.args[0].input).toEqual({ SecretId: 'oncall' });

  holds('new');
  now += 5 * 60_000 - 1;
  expect(await reader.read('oncall')).toBe('old');

  now += 1;
  expect(await reader.read('oncall')).toBe('new');
  expect(reads()).toBe(2);
});

test.each([
  ['the text alone', 'key', 'key'],
  ['with white space around it', ' key\n', 'key'],
  ['as the only value of an object', '{"routingKey":" key "}', 'key'],
])('%s', async (_name, stored, expected) => {
  holds(stored);
  expect(await reader.read('oncall')).toBe(expected);
});

test.each([
  ['nothing', undefined],
  ['white space', ' \n'],
  ['two values', '{"a":"key-1","b":"key-2"}'],
  ['a number', '{"a":12345}'],
  ['half an object', '{"a":"key-1"'],
])('%s is refused for good, and not quoted', async (_name, stored) => {
  holds(stored);
  const error: Error = (await reader.read('oncall').then(String, (caught: Error) => caught)) as Error;
  expect(error).toBeInstanceOf(PermanentDeliveryError);
  expect(error.message).toMatch(/^secret oncall holds (?:no text|an object; expected)/);
  expect(error.message).not.toMatch(/key-1|12345/);
});

describe('a secret that cannot be read', () => {
  const fails = (name: string) =>
    client.on(GetSecretValueCommand).rejects(Object.assign(new Error('Secrets Manager says no'), { name }));

  test.each([
    ['ResourceNotFoundException', 'does not exist, or has no value yet'],
    ['InvalidRequestException', 'is marked for deletion'],
    ['AccessDeniedException', 'may not be read by this function'],
    ['DecryptionFailure', 'cannot be decrypted'],
  ])('%s: for good', async (name, words) => {
    fails(name);
    await expect(reader.read('oncall')).rejects.toThrow(PermanentDeliveryError);
    await expect(reader.read('oncall')).rejects.toThrow(`secret oncall ${words}`);
  });

  test('for another reason is worth another try, which asks again', async () => {
    fails('ThrottlingException');
    await expect(reader.read('oncall')).rejects.not.toBeInstanceOf(PermanentDeliveryError);
    holds('key');
    expect(await reader.read('oncall')).toBe('key');
  });
});

test('a refused secret is read again; one whose receiver was busy is not', async () => {
  holds('key');
  const use = (error: Error) => withSecret(reader, 'oncall', () => Promise.reject(error));
  await expect(use(new RetryableDeliveryError('429'))).rejects.toThrow('429');
  await expect(use(new PermanentDeliveryError('403'))).rejects.toThrow('403');
  expect(reads()).toBe(1);

  await withSecret(reader, 'oncall', async () => 'taken');
  expect(reads()).toBe(2);
});
