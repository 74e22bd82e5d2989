import {
  OddAnswerError,
  PermanentDeliveryError,
  RetryableDeliveryError,
} from '../../domain/channels/delivery-error.ts';
import { alertsIn, incidentsIn, type PagerDutyIncident } from '../../domain/channels/pagerduty/answers.ts';
import { alertKey } from '../../domain/channels/pagerduty/event.ts';
import type { PersonsAnswer } from '../../domain/channels/persons-answer.ts';
import type { AskedIncident } from '../../domain/model/ask.ts';
import type { AnswerReader, Clock, MayGoOn, SecretReader } from '../../pipeline/ports.ts';
import type { HttpsGet } from './https-get.ts';
import { withSecret } from './with-secret.ts';

export interface PagerDutyAnswersOptions {
  /** Name or ARN of the secret that holds a key of the REST API. */
  readonly apiSecret: string;
  /** Host of the REST API, without a path. */
  readonly apiUrl: string;
}

/** Incidents of PagerDuty that are looked at for one alert: the newest. There are several if people resolved it, or merged it. */
const MOST_INCIDENTS = 5;
/** Alerts on one page. */
const ALERTS_AT_ONCE = 25;
/** Most alerts of one incident of PagerDuty. @see https://support.pagerduty.com/main/docs/alerts */
const MOST_ALERTS = 1_000;

/**
 * Asks PagerDuty's REST API what people did about an alert.
 *
 * PagerDuty finds incidents by the dedup key of an alert. An answer is believed only if that incident has an alert with exactly this
 * key: that is asked once for each thing that a person did, because it takes another request.
 *
 * @see https://developer.pagerduty.com/api-reference List incidents, List alerts for an incident
 */
export class PagerDutyAnswers implements AnswerReader {
  readonly #get: HttpsGet;
  readonly #secrets: SecretReader;
  readonly #clock: Clock;
  readonly #options: PagerDutyAnswersOptions;
  /** PagerDuty asked not to be asked before then, epoch ms. */
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(get: HttpsGet, secrets: SecretReader, clock: Clock, options: PagerDutyAnswersOptions) {
    this.#get = get;
    this.#secrets = secrets;
    this.#clock = clock;
    this.#options = options;
  }

  async readAnswers(
    { incident: key, opening }: AskedIncident,
    onlyNews: (answers: readonly PersonsAnswer[]) => Promise<readonly PersonsAnswer[]>,
    mayGoOn: MayGoOn,
  ): Promise<readonly PersonsAnswer[]> {
    // PagerDuty takes an empty key for no filter at all.
    if (key === '') throw new PermanentDeliveryError('an incident has an empty key');
    const dedupKey = alertKey(key, opening);
    for (const incident of await this.#incidents(dedupKey)) {
      // Nobody has taken it, or a service or a timer has. What people did to earlier alerts under the key says nothing about it.
      if (incident.answers.length === 0) return [];
      const news = await onlyNews(incident.answers);
      if (news.length === 0) return [];
      const found = await this.#alert(incident, dedupKey, mayGoOn);
      if (found === 'open' || (found === 'resolved' && incident.status === 'resolved')) return news;
    }
    return [];
  }

  /** The newest first. */
  async #incidents(dedupKey: string): Promise<readonly PagerDutyIncident[]> {
    const query = new URLSearchParams({
      incident_key: dedupKey,
      // Otherwise only the last month is searched.
      date_range: 'all',
      sort_by: 'created_at:desc',
      limit: `${MOST_INCIDENTS}`,
    });
    for (const status of ['triggered', 'acknowledged', 'resolved']) query.append('statuses[]', status);
    return incidentsIn(await this.#read(`incidents?${query}`));
  }

  /** Is the alert with this key in the incident, and is it open? */
  async #alert(
    { id }: PagerDutyIncident,
    dedupKey: string,
    mayGoOn: MayGoOn,
  ): Promise<'open' | 'resolved' | undefined> {
    let found: 'open' | 'resolved' | undefined;
    for (let offset = 0; offset < MOST_ALERTS; offset += ALERTS_AT_ONCE) {
      if (!mayGoOn()) break;
      const query = new URLSearchParams({
        alert_key: dedupKey,
        limit: `${ALERTS_AT_ONCE}`,
        offset: `${offset}`,
      });
      const page = alertsIn(await this.#read(`incidents/${id}/alerts?${query}`), dedupKey);
      found = page.found ?? found;
      if (found === 'open' || !page.more || page.count === 0) return found;
    }
    if (found !== undefined) return found;
    throw new OddAnswerError(`incident ${id} of PagerDuty has too many alerts to find ours`);
  }

  async #read(path: string): Promise<unknown> {
    const { apiSecret, apiUrl } = this.#options;
    if (this.#clock() < this.#notBefore)
      throw new RetryableDeliveryError('PagerDuty asked to be left alone for some time');
    return withSecret(this.#secrets, apiSecret, async (token) => {
      try {
        return await this.#get({
          url: `${apiUrl.replace(/\/+$/, '')}/${path}`,
          headers: pagerDutyHeaders(token),
          secrets: [token],
        });
      } catch (error) {
        if (error instanceof RetryableDeliveryError) this.#notBefore = this.#clock() + (error.afterMs ?? 0);
        throw error;
      }
    });
  }
}

/** Headers of a request to the REST API. @see https://developer.pagerduty.com/docs/authentication */
export function pagerDutyHeaders(token: string): Readonly<Record<string, string>> {
  return { authorization: `Token token=${token}`, accept: 'application/vnd.pagerduty+json;version=2' };
}
