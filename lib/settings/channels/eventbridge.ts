import { fields, optional, text } from '../schema/field.ts';
import type { ChannelsByKind } from './channel-of-kind.ts';

/** Every account has it in each Region. */
const DEFAULT_BUS = 'default';

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const eventbridge = {
  schema: optional(
    fields({
      bus: optional(
        text(
          'the name or ARN of an event bus',
          /^(?:[A-Za-z0-9._-]{1,256}|arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[A-Za-z0-9._-]{1,256})$/,
        ),
        {
          description:
            "Name or ARN of an event bus in the stack's Region. The policy of a bus of another account must allow `events:PutEvents` to the stack's account.",
          default: DEFAULT_BUS,
        },
      ),
    }),
    {
      description: 'An EventBridge bus, whose rules start what you attach to them. `{}`: the bus `default`.',
    },
  ),
  complete: ({
    bus = DEFAULT_BUS,
  }: {
    readonly bus?: string | undefined;
  }): ChannelsByKind['eventbridge'] => ({
    kind: 'eventbridge',
    bus,
  }),
};
