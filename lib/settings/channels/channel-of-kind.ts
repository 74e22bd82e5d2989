import type { ChannelKind } from '../../../lambda/contract/channel-kinds.ts';

export const PAGERDUTY_REGIONS = ['us', 'eu'] as const;

/** A secret in Secrets Manager. */
export interface SecretSettings {
  /** Name or ARN. */
  readonly secret: string;
  /** ARN of the key that encrypts it; `null`: AWS's own key. */
  readonly kmsKey: string | null;
}

/**
 * A channel of each kind with every default filled in.
 *
 * This file is separate from the schemas, because the package's types refer to it and must not need the schema library.
 */
export interface ChannelsByKind {
  readonly email: { readonly kind: 'email'; readonly address: string };
  readonly pagerduty: SecretSettings & {
    readonly kind: 'pagerduty';
    readonly region: (typeof PAGERDUTY_REGIONS)[number];
    /** Name or ARN of the secret for the route `health`; `null`: the channel cannot take it. */
    readonly healthSecret: string | null;
    /** Name or ARN of the secret with a REST API key; `null`: PagerDuty is not asked what people did there. */
    readonly apiSecret: string | null;
  };
  readonly slack: SecretSettings & { readonly kind: 'slack' };
  readonly webhook: SecretSettings & { readonly kind: 'webhook'; readonly url: string };
  readonly eventbridge: {
    readonly kind: 'eventbridge';
    /** Name or ARN of an event bus. */
    readonly bus: string;
  };
}

/** Does not compile while {@link ChannelsByKind} lacks a kind. */
export type ChannelOfKind = ChannelsByKind[ChannelKind];
