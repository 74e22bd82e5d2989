import type * as z from 'zod/mini';
import { CHANNEL_KIND_NAMES, type ChannelKind } from '../../../lambda/contract/channel-kinds.ts';
import { fields } from '../schema/field.ts';
import type { ChannelOfKind, ChannelsByKind } from './channel-of-kind.ts';
import { email } from './email.ts';
import { eventbridge } from './eventbridge.ts';
import { pagerduty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { webhook } from './webhook.ts';

/** A channel as written: one field for each kind, of which exactly one is given. */
export const channelField = fields({
  email: email.schema,
  pagerduty: pagerduty.schema,
  slack: slack.schema,
  webhook: webhook.schema,
  eventbridge: eventbridge.schema,
} satisfies Record<ChannelKind, z.ZodMiniOptional>);
type ChannelInput = z.infer<typeof channelField.schema>;
type Given<Kind extends ChannelKind> = NonNullable<ChannelInput[Kind]>;

const COMPLETE: {
  readonly [Kind in ChannelKind]: (given: Given<Kind>) => ChannelsByKind[Kind];
} = {
  email: email.complete,
  pagerduty: pagerduty.complete,
  slack: slack.complete,
  webhook: webhook.complete,
  eventbridge: eventbridge.complete,
};

/** The kinds that are given; a valid file gives exactly one. */
export function kindsOf(channel: { readonly [Kind in ChannelKind]?: unknown }): readonly ChannelKind[] {
  return CHANNEL_KIND_NAMES.filter((kind) => channel[kind] !== undefined);
}

/** The resolved channel; `undefined` when no kind is given. */
export function completeChannel(channel: ChannelInput): ChannelOfKind | undefined {
  const [kind] = kindsOf(channel);
  return kind && completeKind(kind, channel);
}

function completeKind<Kind extends ChannelKind>(
  kind: Kind,
  channel: ChannelInput,
): ChannelOfKind | undefined {
  const given: ChannelInput[Kind] = channel[kind];
  return given === undefined ? undefined : COMPLETE[kind](given as Given<Kind>);
}
