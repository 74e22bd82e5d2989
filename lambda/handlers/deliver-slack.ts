import { awsDeliverPorts } from '../adapters/aws-deliver-ports.ts';
import { decodeArrivals } from '../adapters/decode-arrivals.ts';
import { readDeliverConfig } from '../adapters/deliver-config.ts';
import { SlackChannel } from '../adapters/slack-channel.ts';
import { accept } from '../pipeline/accept.ts';
import { deliver } from '../pipeline/deliver.ts';
import { readNotice } from '../pipeline/read-notice.ts';

const config = readDeliverConfig(process.env, 'slack');
const ports = awsDeliverPorts(config); // once per execution environment
const channel = new SlackChannel(ports.post, ports.secrets, config.secret);

/** Entry point of one Slack channel. Errors propagate: the queue brings the message again. */
export const handler = async (event: unknown): Promise<void> => {
  const arrivals = await accept(() => decodeArrivals(event, readNotice), ports);
  for (const arrival of arrivals) await deliver(arrival, { ...ports, channel });
};
