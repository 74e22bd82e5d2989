import { CHANNEL_KIND_NAMES, CHANNEL_KINDS } from '../../../lambda/contract/channel-kinds.ts';
import { own } from '../../../lambda/contract/own.ts';
import { SEVERITIES } from '../../../lambda/contract/severity.ts';
import { kindsOf } from '../channels/channel-shapes.ts';
import { unknownChannel } from '../channels/unknown-channel.ts';
import { type Check, entriesOf } from '../check.ts';
import { oneOf, quote } from '../problem.ts';
import { isTimeZone } from '../schedule.ts';

/** Checks that the review's time zone exists, and that its channels can show a review and have a route. */
export const checkReview: Check = (settings, { problem }) => {
  const { review, channels, routes } = settings;
  const { timeZone } = review ?? {};
  if (timeZone !== undefined && !isTimeZone(timeZone))
    problem(
      ['review', 'timeZone'],
      `is ${quote(timeZone)}; expected an IANA time zone such as Europe/Berlin`,
    );
  const routed = new Set(
    SEVERITIES.flatMap((severity) => entriesOf(routes?.[severity]).map(([, name]) => name)),
  );
  for (const [index, name] of entriesOf(review?.to)) {
    const path = ['review', 'to', index];
    const unknown = unknownChannel(name, settings);
    if (unknown !== undefined) {
      problem(path, unknown);
      continue;
    }
    const channel = own(channels, name);
    const kinds = channel === undefined ? ['email' as const] : kindsOf(channel);
    if (!kinds.every((kind) => CHANNEL_KINDS[kind].takesReviews)) {
      const taking = CHANNEL_KIND_NAMES.filter((kind) => CHANNEL_KINDS[kind].takesReviews);
      problem(path, `names ${quote(name)}, which is ${kinds.join(' and ')}; expected ${oneOf(taking)}`);
    } else if (!routed.has(name))
      problem(
        path,
        `names ${quote(name)}, which is on no route; expected a channel on a route of ${SEVERITIES.join(', ')}`,
      );
  }
};
