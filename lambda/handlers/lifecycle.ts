import { awsPorts } from '../adapters/aws/aws-ports.ts';
import { handlerEnvironment } from '../adapters/aws/handler-environment.ts';
import { decodeDeployEvent } from '../adapters/input/decode-deploy-event.ts';
import { decodeStateEvent } from '../adapters/input/decode-state-event.ts';
import { readWriterConfig } from '../config/writer.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';
import { lifecycle } from '../pipeline/lifecycle.ts';

const ports = awsPorts(readWriterConfig(handlerEnvironment())); // once per execution environment

/**
 * Entry point of ECS and CodeBuild state events, and of a deploy that says that a run is about to come.
 *
 * Errors propagate, so that Lambda retries and then uses the on-failure destination.
 */
export const handler = async (event: unknown): Promise<void> => {
  const expected = await decodeOrReject(() => decodeDeployEvent(event, ports), ports);
  if (expected !== undefined) return ports.store.openExpected(expected);
  await lifecycle(await decodeOrReject(() => decodeStateEvent(event), ports), ports);
};
