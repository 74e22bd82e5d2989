import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DeliverConfig, HttpsConfig } from '../../config/deliver.ts';
import type { SecretReader } from '../../pipeline/ports.ts';
import { httpsPost } from '../channels/https-post.ts';
import { awsDeliverPorts } from './aws-deliver-ports.ts';
import { limitedClient } from './limited-client.ts';
import { SecretsManagerReader } from './secrets-manager-reader.ts';

/** The ports of a deliverer that sends to an HTTPS receiver with a secret, except its channel. */
export function awsHttpsPorts(config: DeliverConfig & HttpsConfig) {
  const ports = awsDeliverPorts(config);
  return {
    ...ports,
    secrets: new SecretsManagerReader(
      limitedClient(SecretsManagerClient),
      ports.clock,
    ) satisfies SecretReader,
    post: httpsPost(config),
  };
}
