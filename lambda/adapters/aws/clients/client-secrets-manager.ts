import type * as sdk from '@aws-sdk/client-secrets-manager';
import { AwsClient } from './aws-client.ts';
import { jsonCommand } from './json-command.ts';
import type { Post } from './post.ts';

export class SecretsManagerClient extends AwsClient {
  constructor(post?: Post) {
    super({ host: 'secretsmanager', id: 'SECRETS_MANAGER' }, post);
  }
}

export const GetSecretValueCommand = jsonCommand<
  sdk.GetSecretValueCommandInput,
  Pick<sdk.GetSecretValueCommandOutput, 'SecretString'>
>({ target: 'secretsmanager.GetSecretValue', version: '1.1' });
