import { CHANNEL_KINDS, type DeliveredKind } from '../../../lambda/contract/channel-kinds.ts';
import { required, text } from '../schema/field.ts';

/**
 * Name or ARN of the secret of a channel.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
export function secretField(kind: DeliveredKind) {
  const holds = CHANNEL_KINDS[kind].secretHolds;
  return required(
    text(
      `the name or ARN of a secret in Secrets Manager that holds ${holds}`,
      /^(?:[A-Za-z0-9/_+=.@-]{1,512}|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,512})$/,
    ),
    { description: `Name or ARN of the secret in Secrets Manager that holds ${holds}.` },
  );
}
