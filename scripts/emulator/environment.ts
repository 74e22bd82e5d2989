import { join } from 'node:path';
import { loopbackOnly } from './loopback.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** The caller's AWS environment must not leak into a run: only these variables are passed on. */
const KEPT = ['PATH', 'LANG', 'LC_ALL', 'TMPDIR', 'NODE_EXTRA_CA_CERTS'];

/**
 * Environment of every program that uses the emulator at `endpoint`: CDK's command line, SDK scripts, ours.
 *
 * It contains no part of the caller's AWS configuration. Such programs may write to `folder`. Throws for an endpoint that is not on
 * loopback.
 */
export function clientEnvironment(endpoint: string, folder: string): Record<string, string> {
  const kept = KEPT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    HOME: folder,
    AWS_ENDPOINT_URL: loopbackOnly(endpoint),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(folder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-aws-credentials'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    // The CDK caches the account of a key below this folder; another emulator with the same key would be refused.
    CDK_HOME: join(folder, 'cdk'),
    CDK_DISABLE_CLI_TELEMETRY: '1',
    NO_COLOR: '1',
  };
}
