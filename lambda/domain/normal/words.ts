import type { Forecast } from '../model/forecast.ts';
import type { Target } from '../model/target.ts';
import { BRIEF_MS, intervalOf } from './forecast.ts';
import { isLearned, LEARNED_FROM } from './limits.ts';
import { chanceToLast, totalGiven } from './remaining.ts';
import { rangeText, roundedText } from './rounded.ts';

/** How well it is known how long a migration will take. No text says more than this allows. */
export type Knowledge = 'none' | 'learning' | 'rough' | 'known' | 'brief';

/** Names of the two environments; of the source, the name of the database if it is another one of the same environment. */
export interface Between {
  readonly source: string;
  readonly target: string;
}

export function betweenOf(source: Target, target: Target): Between {
  const { environment } = target;
  const isBeside = source.environment === environment;
  return { source: isBeside ? source.database : source.environment, target: environment };
}

/** An interval whose upper end is more than this many times the lower one is rough. */
const ROUGH_FROM = 10;
/** With fewer pairs than this, their number is the reason for a rough forecast; with more, that their ratios differ. */
const FEW = 4;
/** Nine of ten. */
const MOST = 0.9;
/** Rarer than this is one word. */
const RARE = 0.001;
const UNUSUAL = 0.05;

/** `null`: the file ran in no other environment. */
export function knowledgeOf(forecast: Forecast | null): Knowledge {
  if (forecast === null) return 'none';
  if (forecast.sourceMs < BRIEF_MS) return 'brief';
  if (!isLearned(forecast)) return 'learning';
  const { lowMs, highMs } = intervalOf(forecast);
  return (highMs + 1_000) / (lowMs + 1_000) > ROUGH_FROM ? 'rough' : 'known';
}

/** What is expected before or while a migration runs, for every level of {@link Knowledge}, without a full stop. */
export function expectationText(forecast: Forecast | null, { source, target }: Between): string {
  if (forecast === null) return 'not known: this file has not run in another environment';
  const took = `${source} took ${roundedText(forecast.sourceMs)}`;
  const { lowMs, medianMs, highMs } = intervalOf(forecast);
  switch (knowledgeOf(forecast)) {
    case 'brief':
      return `under a second, unless it works on rows${surprisesText(forecast, target)}`;
    case 'rough':
      return `${took}; here ${rangeText(lowMs, highMs)} (9 of 10 times), most likely ${roundedText(medianMs)}: ${reasonOf(forecast)}`;
    case 'known':
      return `expected ${rangeText(lowMs, highMs)} (9 of 10 times), from ${source}'s ${roundedText(forecast.sourceMs)}${forecast.sized === true ? ' and the sizes of the table' : ''}`;
    default:
      return `${took}. How ${target} compares is not known yet (${Math.min(LEARNED_FROM - 1, Math.round(forecast.n))} of ${LEARNED_FROM} files of about that size)`;
  }
}

/** How many of the last forecasts were right; `undefined` while there are too few of them. */
export function recordText({ record }: Forecast): string | undefined {
  return record === undefined ? undefined : `${record.held} of the last ${record.of} forecasts held`;
}

/** How a running migration compares with what was expected, in a few words; `undefined` if the forecast is not good enough to say so. */
export function comparedText(forecast: Forecast, elapsedMs: number): string | undefined {
  const level = knowledgeOf(forecast);
  if (level !== 'rough' && level !== 'known') return undefined;
  const { lowMs, medianMs, highMs } = intervalOf(forecast);
  if (chanceToLast(forecast, elapsedMs) > UNUSUAL) return `as expected (${rangeText(lowMs, highMs)})`;
  return `${twoDigits(elapsedMs / Math.max(medianMs, 1_000))}× as long as expected`;
}

/** The same in one or two sentences, the last one without a full stop. */
export function elapsedText(forecast: Forecast, elapsedMs: number, { source }: Between): string | undefined {
  const compared = comparedText(forecast, elapsedMs);
  if (compared === undefined) return undefined;
  const chance = chanceToLast(forecast, elapsedMs);
  if (chance > UNUSUAL) return `runs ${roundedText(elapsedMs)}, ${compared}`;
  const { lowMs, highMs } = intervalOf(forecast);
  const rare =
    chance < RARE
      ? 'Fewer than 1 in 1,000 take this long by themselves'
      : `1 in ${twoDigits(1 / chance)} takes this long by itself`;
  return `takes ${compared} (${source} ${roundedText(forecast.sourceMs)}, here ${rangeText(lowMs, highMs)}). ${rare}`;
}

/** How much longer a running migration will take if it is one of those that take this long by themselves; `undefined` as above. */
export function leftText(forecast: Forecast, elapsedMs: number): string | undefined {
  const level = knowledgeOf(forecast);
  if (level !== 'rough' && level !== 'known') return undefined;
  const [half, most] = [0.5, MOST].map((quantile) => totalGiven(forecast, elapsedMs, quantile) - elapsedMs);
  return `if it ends like others: ${roundedText(half!)} more, ${roundedText(most!)} at most (9 of 10 times)`;
}

function surprisesText({ surprises }: Forecast, target: string): string {
  if (surprises === undefined) return '';
  const { long, of } = surprises;
  return long === 0
    ? `: none of ${of} such files took longer than 5 s in ${target}`
    : `: ${long} of ${of} such files took longer than 5 s in ${target}`;
}

function reasonOf({ n, ratios }: Forecast): string {
  if (n < FEW || ratios === undefined) return 'few files of that size are known';
  return `its ratios differ from ${twoDigits(ratios[0])} to ${twoDigits(ratios[1])}`;
}

/** `0.8`, `6`, `31`, `120`. */
function twoDigits(value: number): string {
  return String(Number(value.toPrecision(2)));
}
