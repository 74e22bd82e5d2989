interface ChannelKindRow {
  /** Its name in sentences. */
  readonly title: string;
  /** What sends pages to it: SNS itself, or a function `deliver-<kind>`. */
  readonly via: 'sns' | 'function';
  /** Can SNS send to it without one of our functions? Then it can take the topic `health`, which also reports that our functions fail. */
  readonly takesHealth: boolean;
  /** Does it also show changes: databases that were migrated without trouble? */
  readonly takesChanges: boolean;
  /** Does it show reviews of a week or a month? */
  readonly takesReviews: boolean;
  /** What its secret in Secrets Manager holds; `null`: it has none. */
  readonly secretHolds: string | null;
}

/**
 * Every kind of channel. Settings and CDK constructs keep records by kind, so the compiler names the places in them that a new kind
 * needs. CONTRIBUTING.md lists all places.
 */
export const CHANNEL_KINDS = {
  email: {
    title: 'e-mail',
    via: 'sns',
    takesHealth: true,
    takesChanges: false,
    takesReviews: true,
    secretHolds: null,
  },
  pagerduty: {
    title: 'PagerDuty',
    via: 'function',
    takesHealth: true,
    takesChanges: true,
    takesReviews: false,
    secretHolds: 'the routing key of an Events API v2 integration',
  },
  slack: {
    title: 'Slack',
    via: 'function',
    takesHealth: false,
    takesChanges: false,
    takesReviews: true,
    secretHolds: 'the URL of an incoming webhook',
  },
  webhook: {
    title: 'a signed webhook',
    via: 'function',
    takesHealth: false,
    takesChanges: true,
    takesReviews: true,
    secretHolds: 'the key that requests are signed with',
  },
  eventbridge: {
    title: 'an EventBridge bus',
    via: 'function',
    takesHealth: false,
    takesChanges: true,
    takesReviews: false,
    secretHolds: null,
  },
} as const satisfies Record<string, ChannelKindRow>;

/**
 * What the secret for PagerDuty and the topic `health` holds. SNS posts alarms in CloudWatch's form, which a key of the Events API v2
 * does not take. CloudFormation takes the key out of the JSON, so a line break at the end of the secret does no harm.
 */
export const HEALTH_SECRET_HOLDS =
  '{"integrationKey": "…"} with the key of a PagerDuty integration of the type Amazon CloudWatch';

/** What the secret holds with which PagerDuty is asked what people did there. */
export const API_SECRET_HOLDS = 'a read-only key of PagerDuty’s REST API';

export type ChannelKind = keyof typeof CHANNEL_KINDS;

type KindWith<Row extends Partial<ChannelKindRow>> = {
  [Kind in ChannelKind]: (typeof CHANNEL_KINDS)[Kind] extends Row ? Kind : never;
}[ChannelKind];
/** Kinds that a function `deliver-<kind>` serves. */
export type DeliveredKind = KindWith<{ via: 'function' }>;
/** Delivered kinds with a secret. */
export type SecretKind = KindWith<{ via: 'function'; secretHolds: string }>;
/** Kinds that SNS can reach by itself. */
export type DirectKind = KindWith<{ takesHealth: true }>;

export const CHANNEL_KIND_NAMES = Object.keys(CHANNEL_KINDS) as readonly ChannelKind[];

export function isDelivered(kind: ChannelKind): kind is DeliveredKind {
  return CHANNEL_KINDS[kind].via === 'function';
}

export function isDirect(kind: ChannelKind): kind is DirectKind {
  return CHANNEL_KINDS[kind].takesHealth;
}

/** Titles of the kinds that can take the topic `health`, such as `e-mail or PagerDuty`, with `conjunction` before the last. */
export function directTitles(conjunction: 'and' | 'or'): string {
  const titles = CHANNEL_KIND_NAMES.filter(isDirect).map((kind) => CHANNEL_KINDS[kind].title);
  return [titles.slice(0, -1).join(', '), titles.at(-1)].filter(Boolean).join(` ${conjunction} `);
}
