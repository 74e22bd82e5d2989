import { awsReviewPorts } from '../adapters/aws/aws-review-ports.ts';
import { handlerEnvironment } from '../adapters/aws/handler-environment.ts';
import { decodeReviewEvent } from '../adapters/input/decode-review-event.ts';
import { readReviewConfig } from '../config/review.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';
import { review } from '../pipeline/review.ts';

const ports = awsReviewPorts(readReviewConfig(handlerEnvironment())); // once per execution environment

/** Entry point of the schedules of reviews. Errors propagate, so that Lambda retries and then uses the on-failure destination. */
export const handler = async (event: unknown): Promise<void> => {
  const { kind, at = ports.clock() } = await decodeOrReject(() => decodeReviewEvent(event), ports);
  await review({ kind, at }, ports);
};
