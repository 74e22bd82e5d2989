import { awsCanaryPorts } from '../adapters/aws/aws-canary-ports.ts';
import { decodeCanaryEvent } from '../adapters/input/decode-canary-event.ts';
import { readCanaryConfig } from '../config/canary.ts';
import { canary } from '../pipeline/canary.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';

const ports = awsCanaryPorts(readCanaryConfig(process.env)); // once per execution environment

/** Entry point of the canary's schedule. Errors propagate, so that Lambda retries and then uses the on-failure destination. */
export const handler = async (event: unknown): Promise<void> =>
  canary(await decodeOrReject(() => decodeCanaryEvent(event), ports), ports);
