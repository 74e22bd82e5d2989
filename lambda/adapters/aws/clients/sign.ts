import { createHmac, hash } from 'node:crypto';

/** What a signature covers. The path has each segment encoded for a URL. */
interface Unsigned {
  readonly service: string;
  readonly region: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly at: Date;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * The headers of a POST without a query, with its signature by the credentials of the function's role. Lambda gives a function these
 * credentials in variables; rotated ones come with a new execution environment.
 *
 * @throws when there are no credentials
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signed({ service, region, host, path, headers, body, at }: Unsigned): Record<string, string> {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env;
  if (!id || !secret)
    throw new Error('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set; Lambda sets both from the role');
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const date = time.slice(0, 8);
  const all: Record<string, string> = {
    ...headers,
    host,
    'x-amz-date': time,
    ...(token && { 'x-amz-security-token': token }),
  };
  const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  const listed = sorted.map(([name]) => name).join(';');
  const canonical = [
    'POST',
    path.split('/').map(encodeURIComponent).join('/'),
    '',
    ...sorted.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    listed,
    sha256(body),
  ].join('\n');
  const scope = [date, region, service, 'aws4_request'];
  const key = scope.reduce<string | Buffer>((by, part) => hmac(by, part).digest(), `AWS4${secret}`);
  const signature = hmac(key, [ALGORITHM, time, scope.join('/'), sha256(canonical)].join('\n')).digest('hex');
  const authorization = `${ALGORITHM} Credential=${id}/${scope.join('/')}, SignedHeaders=${listed}, Signature=${signature}`;
  return { ...all, authorization };
}

function hmac(key: string | Buffer, text: string) {
  return createHmac('sha256', key).update(text);
}

function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}
