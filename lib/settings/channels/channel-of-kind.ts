import type { ChannelKind } from '../../../lambda/contract/channel-kinds.ts';

export const PAGERDUTY_REGIONS = ['us', 'eu'] as const;

/**
 * A channel of each kind with every default filled in.
 *
 * This file is separate from the schemas, because the package's types refer to it and must not need the schema library.
 */
export interface ChannelsByKind extends Readonly<Record<ChannelKind, { readonly kind: ChannelKind }>> {
  readonly email: { readonly kind: 'email'; readonly address: string };
  readonly pagerduty: {
    readonly kind: 'pagerduty';
    readonly secret: string;
    readonly region: (typeof PAGERDUTY_REGIONS)[number];
  };
  readonly slack: { readonly kind: 'slack'; readonly secret: string };
  readonly webhook: { readonly kind: 'webhook'; readonly url: string; readonly secret: string };
}

export type ChannelOfKind = ChannelsByKind[ChannelKind];
