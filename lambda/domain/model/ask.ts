import type { Severity } from '../../contract/severity.ts';

/** An open incident that a receiver is asked about: did people acknowledge or resolve it there? */
export interface AskedIncident {
  /** `sentKey` of the incident. */
  readonly incident: string;
  /** How often people got an `opened` page about it, from 1. The receiver has an alert of its own for each. */
  readonly opening: number;
}

/** The incidents that the receivers of one topic are asked about now. */
export interface Ask {
  readonly topic: Severity;
  /** Epoch ms. */
  readonly at: number;
  readonly incidents: readonly AskedIncident[];
}

/**
 * Most incidents of one ask. Also a limit on the requests to a receiver: PagerDuty takes 960 a minute with one token, which other tools
 * may use too.
 *
 * @see https://developer.pagerduty.com/docs/rest-api-rate-limits
 */
export const MOST_ASKED = 120;
