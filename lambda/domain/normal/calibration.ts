import { sizeOf } from './log-time.ts';

/** How one earlier forecast turned out. */
export interface Score {
  /** Run and version, as of a pair. */
  readonly id: string;
  readonly sourceMs: number;
  /** How far the duration was from the median: 1 and -1 are the ends of the interval before its calibration. */
  readonly score: number;
  /** Was the duration within the interval that was forecast? */
  readonly held: boolean;
}

/** How much the upper and the lower side of an interval have to be widened for 9 of 10 forecasts to hold. */
export interface Calibration {
  readonly up: number;
  readonly down: number;
  /** How many forecasts this was learned from. */
  readonly n: number;
  /** How many of them held. */
  readonly held: number;
}

/** With fewer scores than this, nothing is widened. */
export const CALIBRATED_FROM = 20;
const MOST = 40;
/** Only scores of migrations count whose size x differs by at most this: a factor of 7. */
const WITHIN = 2;
const LIMITS = { least: 0.5, most: 3 };
const SIDE = 0.95;

/**
 * Learns from the last forecasts of migrations of about this size, at most 40: split conformal prediction, one side at a time.
 *
 * @param scores oldest first
 * @see https://arxiv.org/abs/2107.07511 section 1
 */
export function calibrationOf(sourceMs: number, scores: readonly Score[]): Calibration {
  const size = sizeOf(sourceMs);
  const near = scores.filter((each) => Math.abs(sizeOf(each.sourceMs) - size) <= WITHIN).slice(-MOST);
  const n = near.length;
  const held = near.filter((each) => each.held).length;
  if (n < CALIBRATED_FROM) return { up: 1, down: 1, n, held };
  const sorted = near.map(({ score }) => score).sort((a, b) => a - b);
  const rank = Math.min(n, Math.ceil(SIDE * (n + 1)));
  return { up: clamped(sorted[rank - 1]!), down: clamped(-sorted[n - rank]!), n, held };
}

function clamped(factor: number): number {
  return Math.min(LIMITS.most, Math.max(LIMITS.least, factor));
}
