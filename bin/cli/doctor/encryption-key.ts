import { DescribeKeyCommand, NotFoundException } from '@aws-sdk/client-kms';
import type { AccountCheck } from './account-check.ts';
import { placeOf } from './finding.ts';

/** Can the key that the settings name be used? */
export const checkEncryptionKey: AccountCheck = async ({ settings, document, account }) => {
  const { keyArn } = settings.encryption;
  if (keyArn === null) return [];
  const place = placeOf(document.problem(['encryption', 'keyArn'], ''));
  try {
    const { KeyMetadata } = await account.kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
    const state = KeyMetadata?.KeyState ?? 'unknown';
    if (state === 'Enabled') return [{ kind: 'ok', message: `key ${keyArn} is enabled` }];
    const message = `key ${keyArn} cannot be used: its state is ${state}`;
    return [{ kind: 'problem', place, message, fix: 'enable the key, or name another' }];
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    const message = `key ${keyArn} does not exist`;
    return [{ kind: 'problem', place, message, fix: 'correct encryption.keyArn' }];
  }
};
