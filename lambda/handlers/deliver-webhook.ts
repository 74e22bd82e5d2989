import { awsHttpsPorts } from '../adapters/aws/aws-https-ports.ts';
import { channelOf } from '../adapters/channels/channel-of.ts';
import { WebhookChannel } from '../adapters/channels/webhook-channel.ts';
import { decodeNotices } from '../adapters/input/decode-notices.ts';
import { readDeliverConfig } from '../config/deliver.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';
import { deliver } from '../pipeline/deliver.ts';
import { readNotice } from '../pipeline/read-notice.ts';

const config = readDeliverConfig(process.env, 'webhook');
const ports = awsHttpsPorts(config); // once per execution environment
const channel = channelOf('webhook', new WebhookChannel(ports.post, ports.secrets, ports.clock, config));

/** Entry point of one signed webhook. Errors propagate, so that the queue delivers the message again. */
export const handler = async (event: unknown): Promise<void> => {
  const { notices } = await decodeOrReject(() => decodeNotices(event, readNotice), ports);
  for (const arrival of notices) await deliver(arrival, { ...ports, channel });
};
