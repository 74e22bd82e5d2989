import {
  DescribeSecretCommand,
  type DescribeSecretResponse,
  ResourceNotFoundException,
} from '@aws-sdk/client-secrets-manager';
import type { ChannelSettings } from '../../../lib/settings/settings.ts';
import { shellWord } from '../shell-word.ts';
import type { AccountCheck, CheckContext } from './account-check.ts';
import { type Finding, placeOf } from './finding.ts';

/** Key of secrets for which none was chosen. */
const DEFAULT_KEY = 'alias/aws/secretsmanager';

/** Are the channels' secrets there, and may their deliverers decrypt them? Their values are not read. */
export const checkSecrets: AccountCheck = async (context) =>
  Promise.all(context.settings.channels.flatMap(secretsOf).map((secret) => check(secret, context)));

interface ChannelSecret {
  readonly channel: ChannelSettings;
  readonly field: 'secret' | 'healthSecret' | 'apiSecret';
  readonly id: string;
  /** The key that the deliverer may decrypt with; `null`: AWS's own. `undefined`: no deliverer reads the secret. */
  readonly kmsKey: string | null | undefined;
}

function secretsOf(channel: ChannelSettings): readonly ChannelSecret[] {
  if (!('secret' in channel)) return [];
  const { secret: id, kmsKey } = channel;
  const own: ChannelSecret = { channel, field: 'secret', id, kmsKey };
  if (channel.kind !== 'pagerduty') return [own];
  const { healthSecret, apiSecret } = channel;
  return [
    own,
    ...(healthSecret === null
      ? []
      : [{ channel, field: 'healthSecret' as const, id: healthSecret, kmsKey: undefined }]),
    ...(apiSecret === null ? [] : [{ channel, field: 'apiSecret' as const, id: apiSecret, kmsKey }]),
  ];
}

async function check(
  { channel, field, id, kmsKey }: ChannelSecret,
  { document, account }: CheckContext,
): Promise<Finding> {
  const { name, kind } = channel;
  const place = placeOf(document.problem(['channels', name, kind, field], ''));
  const found = await readSecret(id, account.secrets);
  if (found === undefined) {
    const so = field === 'apiSecret' ? 'PagerDuty cannot be asked' : 'its pages cannot be sent';
    const message = `secret ${id} of channel ${name} does not exist in ${account.region}, so ${so}`;
    if (id.startsWith('arn:')) return { kind: 'problem', place, message, fix: 'correct the ARN' };
    const fix = 'put the key or the URL into a file, and make the secret from it';
    const command = `aws secretsmanager create-secret --name ${shellWord(id)} --secret-string file://key.txt`;
    return { kind: 'problem', place, message, fix, command };
  }
  if (found.DeletedDate) {
    const message = `secret ${id} of channel ${name} is going to be deleted, and cannot be read`;
    const command = `aws secretsmanager restore-secret --secret-id ${shellWord(id)}`;
    return { kind: 'problem', place, message, command };
  }
  const { KmsKeyId: key = DEFAULT_KEY } = found;
  if (kmsKey !== undefined && !mayDecrypt(key, kmsKey)) {
    const message = `secret ${id} of channel ${name} is encrypted with the key ${key}, which its deliverer may not use`;
    return {
      kind: 'problem',
      place,
      message,
      fix: `set channels.${name}.${kind}.kmsKey to the ARN of that key`,
    };
  }
  return { kind: 'ok', message: `secret ${id} of channel ${name} is there` };
}

/** Secrets Manager names a key by its ARN, its id or an alias. An alias does not show whether it is the key of the settings. */
function mayDecrypt(key: string, kmsKey: string | null): boolean {
  if (key === DEFAULT_KEY || key.endsWith(`:${DEFAULT_KEY}`)) return true;
  return kmsKey !== null && (kmsKey === key || kmsKey.endsWith(`/${key}`) || key.includes('alias/'));
}

async function readSecret(
  SecretId: string,
  client: CheckContext['account']['secrets'],
): Promise<DescribeSecretResponse | undefined> {
  try {
    return await client.send(new DescribeSecretCommand({ SecretId }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
