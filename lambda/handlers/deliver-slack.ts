import { awsHttpsPorts } from '../adapters/aws/aws-https-ports.ts';
import { channelOf } from '../adapters/channels/channel-of.ts';
import { SlackChannel } from '../adapters/channels/slack-channel.ts';
import { decodeNotices } from '../adapters/input/decode-notices.ts';
import { readDeliverConfig } from '../config/deliver.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';
import { deliver } from '../pipeline/deliver.ts';
import { readNotice } from '../pipeline/read-notice.ts';

const config = readDeliverConfig(process.env, 'slack');
const ports = awsHttpsPorts(config); // once per execution environment
const channel = channelOf('slack', new SlackChannel(ports.post, ports.secrets, config.secret));

/** Entry point of one Slack channel. Errors propagate, so that the queue delivers the message again. */
export const handler = async (event: unknown): Promise<void> => {
  const { notices } = await decodeOrReject(() => decodeNotices(event, readNotice), ports);
  for (const arrival of notices) await deliver(arrival, { ...ports, channel });
};
