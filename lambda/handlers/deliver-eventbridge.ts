import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { awsDeliverPorts } from '../adapters/aws/aws-deliver-ports.ts';
import { limitedClient } from '../adapters/aws/limited-client.ts';
import { channelOf } from '../adapters/channels/channel-of.ts';
import { EventBridgeChannel } from '../adapters/channels/eventbridge-channel.ts';
import { decodeNotices } from '../adapters/input/decode-notices.ts';
import { readDeliverConfig } from '../config/deliver.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';
import { deliver } from '../pipeline/deliver.ts';
import { readNotice } from '../pipeline/read-notice.ts';

const config = readDeliverConfig(process.env, 'eventbridge');
const ports = awsDeliverPorts(config); // once per execution environment
const channel = channelOf(
  'eventbridge',
  new EventBridgeChannel(limitedClient(EventBridgeClient), config.busArn),
);

/** Entry point of one EventBridge channel. Errors propagate, so that the queue delivers the message again. */
export const handler = async (event: unknown): Promise<void> => {
  const { notices } = await decodeOrReject(() => decodeNotices(event, readNotice), ports);
  for (const arrival of notices) await deliver(arrival, { ...ports, channel });
};
