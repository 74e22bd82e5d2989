import { CHANNEL_KINDS, type SecretKind } from '../../../lambda/contract/channel-kinds.ts';
import { optional, required, text } from '../schema/field.ts';
import { keyArn } from '../schema/key-arn.ts';
import type { SecretSettings } from './channel-of-kind.ts';

/** The fields of a channel that say where its secret is. */
export function secretFields(kind: SecretKind) {
  const holds = CHANNEL_KINDS[kind].secretHolds;
  return {
    secret: required(secretName(holds), {
      description: `Name or ARN of the secret in Secrets Manager that holds ${holds}.`,
    }),
    kmsKey: optional(keyArn(), {
      description:
        "Customer-managed key that encrypts the secret. Its policy must let the account's IAM policies use it.",
    }),
  };
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export function secretName(holds: string) {
  return text(
    `the name or ARN of a secret in Secrets Manager that holds ${holds}`,
    /^(?:[A-Za-z0-9/_+=.@-]{1,512}|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,512})$/,
  );
}

/** What the schema makes of {@link secretFields}. */
export interface SecretInput {
  readonly secret: string;
  readonly kmsKey?: string | undefined;
}

export function completeSecret({ secret, kmsKey = null }: SecretInput | SecretSettings): SecretSettings {
  return { secret, kmsKey };
}
