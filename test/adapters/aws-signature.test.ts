import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterEach, expect, test, vi } from 'vitest';
import { signed } from '../../lambda/adapters/aws/clients/sign.ts';

afterEach(() => vi.unstubAllEnvs());

/** Node's hash, as AWS's signer wants it. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

test.each([
  ['a role, as Lambda has it', 'session/token==', '/', '{"a":"µ"}'],
  ['keys alone', '', '/', ''],
  ['a path with an ARN', 'token', '/2015-03-31/functions/arn%3Aaws%3Alambda/invocations', '{}'],
  ['bytes', 'token', '/', Uint8Array.of(31, 139, 0, 255)],
])('signs as AWS’s own signer does: %s', async (_, sessionToken, path, body) => {
  const [accessKeyId, secretAccessKey] = ['AKIDEXAMPLE', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'];
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
  const [service, region, host] = ['dynamodb', 'eu-central-1', 'dynamodb.eu-central-1.amazonaws.com'];
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.Query' };
  const at = new Date('2026-02-03T04:05:06.789Z');
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    sha256: Sha256 as never,
    applyChecksum: false,
  });
  const expected = await signer.sign(
    { method: 'POST', protocol: 'https:', hostname: host, path, headers: { ...headers, host }, body },
    { signingDate: at },
  );
  expect(signed({ service, region, host, path, headers, body, at })).toEqual(expected.headers);
});

test('without credentials, says which variables are missing', () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', '');
  const request = { service: 's', region: 'r', host: 'h', path: '/', headers: {}, body: '', at: new Date(0) };
  expect(() => signed(request)).toThrow('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set');
});
