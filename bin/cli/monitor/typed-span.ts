import { InvalidArgumentError } from 'commander';
import { spanText } from '../../../lambda/domain/pages/time.ts';

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;
/** Shortest time that makes sense: a message takes seconds to be applied, ms. */
const LEAST_MS = 60_000;

/**
 * Reads how long something lasts, `90m`, `4h`, `2d` or `1h30m`, into ms; from one minute to `mostMs`.
 *
 * @throws InvalidArgumentError of the command line for anything else
 */
export function typedSpan(mostMs: number): (text: string) => number {
  return (text) => {
    const [, d = '0', h = '0', m = '0'] =
      /^(?=\d)(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?$/.exec(text.trim().toLowerCase()) ?? [];
    const ms = Number(d) * UNITS.d + Number(h) * UNITS.h + Number(m) * UNITS.m;
    if (ms >= LEAST_MS && ms <= mostMs) return ms;
    throw new InvalidArgumentError(`Expected 90m, 4h, 2d or 1h30m, from one minute to ${spanText(mostMs)}.`);
  };
}
