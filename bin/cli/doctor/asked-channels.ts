import { SecretsManagerReader } from '../../../lambda/adapters/aws/secrets-manager-reader.ts';
import { httpsGet } from '../../../lambda/adapters/channels/https-get.ts';
import { pagerDutyHeaders } from '../../../lambda/adapters/channels/pagerduty-answers.ts';
import { PAGERDUTY_API_URL } from '../../../lambda/contract/deliverer.ts';
import { OddAnswerError, PermanentDeliveryError } from '../../../lambda/domain/channels/delivery-error.ts';
import { type PagerDutyServices, servicesIn } from '../../../lambda/domain/channels/pagerduty/services.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import type { ChannelSettings } from '../../../lib/settings/settings.ts';
import { awsFault } from '../aws-fault.ts';
import type { AccountCheck, CheckContext } from './account-check.ts';
import { type Finding, placeOf } from './finding.ts';

type PagerDuty = Extract<ChannelSettings, { kind: 'pagerduty' }>;

/** Pages of 100 services that are read at most. */
const MOST_PAGES = 20;
/** Services that a finding names at most. */
const NAMED = 3;

/** Can PagerDuty be asked what people did there, and about which service? Reads the secrets, and asks PagerDuty. */
export const checkAskedChannels: AccountCheck = async (context) => {
  const channels = context.settings.channels.filter(
    (channel): channel is PagerDuty =>
      channel.kind === 'pagerduty' && channel.routes.some((route) => route !== 'health'),
  );
  return (await Promise.all(channels.map((channel) => check(channel, context)))).flat();
};

async function check(channel: PagerDuty, context: CheckContext): Promise<readonly Finding[]> {
  const { name, apiSecret } = channel;
  const { document, account, now } = context;
  const place = placeOf(document.problem(['channels', name, 'pagerduty'], ''));
  if (apiSecret === null) {
    const message = `PagerDuty is not asked what people do there about the pages of channel ${name}: an acknowledgement there is not shown here, and stops no reminder`;
    return [{ kind: 'note', place, message, fix: `set channels.${name}.pagerduty.apiSecret` }];
  }
  const secrets = new SecretsManagerReader(account.secrets, () => now);
  try {
    const [token, routingKey] = await Promise.all([secrets.read(apiSecret), secrets.read(channel.secret)]);
    return [proven(channel, await readServices(channel, token), routingKey, place)];
  } catch (error) {
    // The check of the secrets reports one that is not there, and the caller a right that is missing.
    const cause = error instanceof Error ? error.cause : undefined;
    if ((cause as Error | undefined)?.name === 'ResourceNotFoundException') return [];
    if (cause !== undefined && awsFault(cause) !== undefined) throw cause;
    if (awsFault(error) !== undefined) throw error;
    const why = (error as Error).message;
    if (error instanceof PermanentDeliveryError) {
      const fix = `put a read-only key of PagerDuty's REST API into the secret ${apiSecret}, and see that channels.${name}.pagerduty.region is its region`;
      return [{ kind: 'problem', place, message: `channel ${name} cannot ask PagerDuty: ${why}`, fix }];
    }
    return [
      { kind: 'unknown', place, message: `whether channel ${name} can ask PagerDuty is not known: ${why}` },
    ];
  }
}

/** Every answer has the status 200. */
async function readServices({ region }: PagerDuty, token: string): Promise<PagerDutyServices['services']> {
  const get = httpsGet({});
  const services: PagerDutyServices['services'][number][] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ limit: '100', offset: `${page * 100}`, 'include[]': 'integrations' });
    const answer = servicesIn(
      await get({
        url: `${PAGERDUTY_API_URL[region]}/services?${query}`,
        headers: pagerDutyHeaders(token),
        secrets: [token],
      }),
    );
    services.push(...answer.services);
    if (!answer.more) return services;
  }
  throw new OddAnswerError(`PagerDuty has more than ${MOST_PAGES * 100} services`);
}

function proven(
  { name, apiSecret }: PagerDuty,
  services: PagerDutyServices['services'],
  routingKey: string,
  place: string,
): Finding {
  const ours = services.find(({ integrationKeys }) => integrationKeys.includes(routingKey));
  if (ours !== undefined) {
    const message = `channel ${name} can ask PagerDuty: the key in the secret ${apiSecret} reads the service ${ours.name}, which its pages go to`;
    return { kind: 'ok', message };
  }
  const names = services.slice(0, NAMED).map((service) => service.name);
  const more = services.length > NAMED ? ` and ${services.length - NAMED} more` : '';
  const seen = services.length === 0 ? '' : `: ${names.join(', ')}${more}`;
  const message = `the key in the secret ${apiSecret} reads ${counted(services.length, 'service')} of PagerDuty${seen}. None of them shows the routing key of channel ${name}`;
  const fix =
    'compare the list with the service that the pages go to; an event orchestration may route them, else give the key the right to read that service';
  return { kind: services.length === 0 ? 'problem' : 'warning', place, message, fix };
}
