import { awsHttpsPorts } from '../adapters/aws/aws-https-ports.ts';
import { LazyPublisher } from '../adapters/aws/lazy-publisher.ts';
import { channelOf } from '../adapters/channels/channel-of.ts';
import { httpsGet } from '../adapters/channels/https-get.ts';
import { PagerDutyAnswers } from '../adapters/channels/pagerduty-answers.ts';
import { PagerDutyChannel } from '../adapters/channels/pagerduty-channel.ts';
import { decodeNotices } from '../adapters/input/decode-notices.ts';
import { readDeliverConfig } from '../config/deliver.ts';
import { ask } from '../pipeline/ask.ts';
import { decodeOrReject } from '../pipeline/decode-or-reject.ts';
import { deliver } from '../pipeline/deliver.ts';
import { readNotice } from '../pipeline/read-notice.ts';

const config = readDeliverConfig(process.env, 'pagerduty');
const ports = awsHttpsPorts(config); // once per execution environment
const channel = channelOf('pagerduty', new PagerDutyChannel(ports.post, ports.secrets, config));

const asking = config.asking && {
  answers: new PagerDutyAnswers(httpsGet(config), ports.secrets, ports.clock, config.asking),
  publisher: new LazyPublisher(config.asking.eventsTopicArn),
};

/** Entry point of one PagerDuty channel. Errors propagate, so that the queue delivers the message again. */
export const handler = async (event: unknown): Promise<void> => {
  const { notices, asks } = await decodeOrReject(() => decodeNotices(event, readNotice), ports);
  for (const arrival of notices) await deliver(arrival, { ...ports, channel });
  if (asking === undefined) return;
  for (const each of asks) await ask(each, { ...ports, ...asking });
};
