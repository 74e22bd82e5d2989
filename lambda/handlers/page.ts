import { awsPagePorts } from '../adapters/aws/aws-page-ports.ts';
import { handlerEnvironment } from '../adapters/aws/handler-environment.ts';
import { decodeSnsEvent } from '../adapters/input/decode-sns-event.ts';
import { readPageConfig } from '../config/page.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';
import { keepDecision } from '../pipeline/keep-decision.ts';
import { page } from '../pipeline/page.ts';
import { proveCanary } from '../pipeline/prove-canary.ts';
import { receive } from '../pipeline/receive.ts';
import { testPage } from '../pipeline/test-page.ts';

const ports = awsPagePorts(readPageConfig(handlerEnvironment())); // once per execution environment

/** Entry point of the only function that reads the topic `events`. Errors propagate, so that Lambda retries and then uses the on-failure destination. */
export const handler = async (event: unknown): Promise<void> => {
  const messages = await receive(await decodeOrReject(() => decodeSnsEvent(event), ports), ports);
  for (const message of messages) {
    const context = { ...ports, now: ports.clock() };
    await page(message, context);
    await proveCanary(message, context);
    await testPage(message, context);
    await keepDecision(message, context);
  }
};
