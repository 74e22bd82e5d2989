import { DescribeEventBusCommand, ResourceNotFoundException } from '@aws-sdk/client-eventbridge';
import type { ChannelSettings } from '../../../lib/settings/settings.ts';
import { shellWord } from '../shell-word.ts';
import type { AccountCheck, CheckContext } from './account-check.ts';
import { type Finding, placeOf } from './finding.ts';

type EventBridge = Extract<ChannelSettings, { kind: 'eventbridge' }>;

/** Are the channels' event buses there? EventBridge takes events for a bus that does not exist, so no deliverer notices it. */
export const checkEventBuses: AccountCheck = async (context) =>
  Promise.all(
    context.settings.channels
      .filter((channel): channel is EventBridge => channel.kind === 'eventbridge')
      .map((channel) => check(channel, context)),
  );

async function check({ name, bus }: EventBridge, { document, account }: CheckContext): Promise<Finding> {
  const place = placeOf(document.problem(['channels', name, 'eventbridge'], ''));
  const [, , , region, owner] = bus.startsWith('arn:') ? bus.split(':') : [];
  if (region !== undefined && region !== account.region) {
    const message = `event bus ${bus} of channel ${name} is not in ${account.region}`;
    const fix = `name a bus in ${account.region}; a rule on it can pass events on to other Regions`;
    return { kind: 'problem', place, message, fix };
  }
  if (owner !== undefined && owner !== account.id) {
    const message = `event bus ${bus} of channel ${name} belongs to account ${owner}, which these credentials cannot ask`;
    const fix = `see there that the bus exists, and that its policy allows events:PutEvents to account ${account.id}; EventBridge drops events for a bus that does not exist`;
    return { kind: 'note', place, message, fix };
  }
  try {
    await account.eventBridge.send(new DescribeEventBusCommand({ Name: bus }));
    return { kind: 'ok', message: `event bus ${bus} of channel ${name} is there` };
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const message = `event bus ${bus} of channel ${name} does not exist in ${account.region}: EventBridge takes its events, and drops them`;
    if (bus.startsWith('arn:')) return { kind: 'problem', place, message, fix: 'correct the ARN' };
    return {
      kind: 'problem',
      place,
      message,
      command: `aws events create-event-bus --name ${shellWord(bus)}`,
    };
  }
}
