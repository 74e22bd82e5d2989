const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNDER_A_SECOND = 'under a second';
const OVER_A_DAY = 'more than a day';

type Rounding = 'down' | 'up' | 'near';

/** Below which duration each unit is used, ms: two digits are enough for all of them. */
const UNITS = [
  { name: 's', ms: SECOND_MS, below: 100 * SECOND_MS },
  { name: 'min', ms: MINUTE_MS, below: 90 * MINUTE_MS },
  { name: 'h', ms: HOUR_MS, below: Number.POSITIVE_INFINITY },
] as const;

/** `3.2 s`, `62 s`, `12 min`, `2.2 h`: at most two digits. `under a second` and `more than a day` are the least and the most. */
export function roundedText(ms: number): string {
  return textOf(partsOf(ms, 'near'));
}

/** `4–11 min`, `63 s–12 min`, `under a second to 96 s`: rounded outwards, so that the text never promises more than the numbers. */
export function rangeText(lowMs: number, highMs: number): string {
  const low = partsOf(lowMs, 'down');
  const high = partsOf(highMs, 'up');
  if (textOf(low) === textOf(high)) return textOf(low);
  if (low.unit === '' || high.unit === '') return `${textOf(low)} to ${textOf(high)}`;
  return low.unit === high.unit
    ? `${low.amount}–${high.amount} ${low.unit}`
    : `${textOf(low)}–${textOf(high)}`;
}

interface Parts {
  readonly amount: string;
  /** Empty if `amount` says everything. */
  readonly unit: string;
}

function textOf({ amount, unit }: Parts): string {
  return unit === '' ? amount : `${amount} ${unit}`;
}

function partsOf(ms: number, rounding: Rounding): Parts {
  if (ms < SECOND_MS) return { amount: UNDER_A_SECOND, unit: '' };
  if (!(ms <= DAY_MS)) return { amount: OVER_A_DAY, unit: '' };
  for (const { name, ms: size, below } of UNITS) {
    // Below ten of a unit a tenth is the second digit. A bound in seconds or minutes needs no tenths.
    const steps = ms / size < 10 && (rounding === 'near' ? name !== 'min' : name === 'h') ? 10 : 1;
    const amount = ROUND[rounding]((ms / size) * steps) / steps;
    if (amount * size < below) return { amount: String(amount), unit: name };
  }
  return { amount: OVER_A_DAY, unit: '' };
}

const ROUND: Readonly<Record<Rounding, (value: number) => number>> = {
  down: Math.floor,
  up: Math.ceil,
  near: Math.round,
};
