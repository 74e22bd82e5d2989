import { awsPorts } from '../adapters/aws-ports.ts';
import { decodeStateEvent } from '../adapters/decode-state-event.ts';
import { handlerEnvironment } from '../adapters/handler-environment.ts';
import { readConfig } from '../config.ts';
import { accept } from '../pipeline/accept.ts';
import { lifecycle } from '../pipeline/lifecycle.ts';

const ports = awsPorts(readConfig(handlerEnvironment())); // once per execution environment

/** Entry point of ECS and CodeBuild state events. Errors propagate: Lambda retries, then the on-failure destination. */
export const handler = async (event: unknown): Promise<void> =>
  lifecycle(await accept(() => decodeStateEvent(event), ports), ports);
