import { own } from '../../contract/own.ts';
import type { LimitChange, LimitProposal, WarningLimit } from '../backtest/propose.ts';
import type { SlowRules } from '../backtest/replay-pages.ts';
import { spanText } from '../pages/time.ts';
import type { Finding, SettingsChange } from './finding.ts';

const MINUTE_MS = 60_000;

const NAMES: Readonly<Record<WarningLimit, { readonly setting: string; readonly words: string }>> = {
  longRunningWarningMs: { setting: 'longRunning', words: 'a long run' },
  silentWarningMs: { setting: 'silent', words: 'a silent run' },
};

/**
 * The proposal as a finding, with the change of the settings.
 *
 * @param days of the window that was replayed
 */
export function limitFinding(proposal: LimitProposal, { rules }: SlowRules, days: number): Finding {
  const { environment, changes, needless, needed, longestMs, delayMs, runs, tried } = proposal;
  const gone = needless.now - needless.proposed;
  const words = changes.map(
    ({ limit, fromMs, toMs }) =>
      `${NAMES[limit].words} after ${spanText(toMs)} instead of ${spanText(fromMs)}`,
  );
  const written = own(rules.deadlinesByEnvironment, environment) ?? {};
  return {
    id: `slow-warning/${environment}`,
    says: `${environment}: warn about ${words.join(' and ')}.`,
    todo: 'Change the settings and deploy them.',
    evidence: gone,
    proposal: {
      changes: changes.map((change) => changeOf(environment, change, written[change.limit])),
      reasons: [
        `In the last ${days} days ${needless.now} warnings were about runs that ended without anybody. ${gone} of them would not have come; the longest of those runs took ${spanText(longestMs)}.`,
        needed === 0
          ? `Nobody acted on any of them. With so few of them, up to ${mostShare(gone)} % of such warnings may still matter (95 % confidence).`
          : `Somebody acted on ${needed}: each would still have come, at most ${spanText(delayMs)} later.`,
        `${runs} runs were replayed with ${tried} other ${tried === 1 ? 'value' : 'values'}. The change was chosen by the older two thirds of that time, and the newest third confirms it. Replayed with the present settings, the runs give the warnings that were sent.`,
        'To go back, write the old value and deploy again.',
      ],
    },
  };
}

function changeOf(
  environment: string,
  { limit, toMs }: LimitChange,
  written: number | undefined,
): SettingsChange {
  return {
    path: ['environments', environment, 'thresholds', NAMES[limit].setting, 'warning'],
    from: written === undefined ? null : durationText(written),
    to: durationText(toMs),
  };
}

/** As in the settings file: `20m`, `2h`. */
function durationText(ms: number): string {
  const minutes = ms / MINUTE_MS;
  if (!Number.isInteger(minutes)) return `${Math.round(ms / 1_000)}s`;
  return minutes >= 120 && minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/**
 * If none of `count` mattered, the true part that does is at most this, in per cent, with 95 % confidence.
 *
 * @see https://en.wikipedia.org/wiki/Rule_of_three_(statistics)
 */
function mostShare(count: number): number {
  return Math.round(100 * (1 - 0.05 ** (1 / count)));
}
