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

/** Are the channels' secrets there? Their values are not read. */
export const checkSecrets: AccountCheck = async (context) => {
  const findings = context.settings.channels.map((channel) =>
    'secret' in channel ? check(channel.secret, channel, context) : undefined,
  );
  return (await Promise.all(findings)).filter((finding) => finding !== undefined);
};

async function check(
  secret: string,
  { name, kind }: ChannelSettings,
  { document, account }: CheckContext,
): Promise<Finding> {
  const place = placeOf(document.problem(['channels', name, kind, 'secret'], ''));
  const found = await readSecret(secret, account.secrets);
  if (found === undefined) {
    const message = `secret ${secret} of channel ${name} does not exist in ${account.region}, so its pages cannot be sent`;
    if (secret.startsWith('arn:')) return { kind: 'problem', place, message, fix: 'correct the ARN' };
    const fix = 'put the key or the URL into a file, and make the secret from it';
    const command = `aws secretsmanager create-secret --name ${shellWord(secret)} --secret-string file://key.txt`;
    return { kind: 'problem', place, message, fix, command };
  }
  if (found.DeletedDate) {
    const message = `secret ${secret} of channel ${name} is going to be deleted, and cannot be read`;
    const command = `aws secretsmanager restore-secret --secret-id ${shellWord(secret)}`;
    return { kind: 'problem', place, message, command };
  }
  const { KmsKeyId: key = DEFAULT_KEY } = found;
  if (key !== DEFAULT_KEY && !key.endsWith(`:${DEFAULT_KEY}`)) {
    const message = `secret ${secret} of channel ${name} is encrypted with the key ${key}`;
    const fix = 'let the key policy allow kms:Decrypt to the role of the deliverer of this channel';
    return { kind: 'warning', place, message, fix };
  }
  return { kind: 'ok', message: `secret ${secret} of channel ${name} is there` };
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
