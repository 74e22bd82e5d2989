import * as z from 'zod/mini';
import { directTitles } from '../../../lambda/contract/channel-kinds.ts';
import { channelField } from '../channels/channel-shapes.ts';
import { fields, list, named, optional } from './field.ts';

/** Channels by name; each is exactly one kind. */
export const channelsField = named(channelField.schema, 'a channel');

const channelNames = () =>
  list(
    z.string({ error: 'the name of a channel, or an e-mail address' }),
    'channel names and e-mail addresses',
  );

/** Who gets which severity. */
export const routesField = fields({
  critical: optional(channelNames(), {
    description: 'Pages that need somebody now.',
    default: [],
  }),
  warning: optional(channelNames(), { description: 'Default: the channels of `critical`.' }),
  info: optional(channelNames(), {
    description: 'Pages of environments whose failures wake nobody.',
    default: [],
  }),
  health: optional(channelNames(), {
    description: `Who is notified when the monitor itself is broken: ${directTitles('and')} only, because delivery must not depend on our functions. Default: those of \`critical\`.`,
  }),
});
