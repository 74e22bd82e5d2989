import { awsCanaryPorts } from '../adapters/aws-canary-ports.ts';
import { readCanaryConfig } from '../adapters/canary-config.ts';
import { decodeCanaryEvent } from '../adapters/decode-canary-event.ts';
import { accept } from '../pipeline/accept.ts';
import { canary } from '../pipeline/canary.ts';

const ports = awsCanaryPorts(readCanaryConfig(process.env)); // once per execution environment

/** Entry point of the canary's schedule. Errors propagate: Lambda retries, then the on-failure destination. */
export const handler = async (event: unknown): Promise<void> =>
  canary(await accept(() => decodeCanaryEvent(event), ports), ports);
