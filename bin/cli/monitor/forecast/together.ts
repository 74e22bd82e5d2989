import { counted } from '../../../../lambda/domain/model/counted.ts';
import type { Interval } from '../../../../lambda/domain/normal/forecast.ts';
import { rangeText, roundedText } from '../../../../lambda/domain/normal/rounded.ts';
import { togetherOf } from '../../../../lambda/domain/normal/whole-run.ts';
import type { FileForecast } from './file-forecast.ts';

/** How long the pending files of one database are expected to take together. */
export interface Together {
  /** `null` if one of the files is not known well enough: then nothing is known about the sum. */
  readonly interval: Interval | null;
  /** A sentence, with its full stop. */
  readonly text: string;
}

/** `files`: at least one. */
export function together(files: readonly FileForecast[]): Together {
  const promised = files.filter(({ interval }) => interval !== null);
  const forecasts = promised.flatMap(({ forecast }) => forecast ?? []);
  const others = files.length - promised.length;
  if (others === 0) {
    const interval = togetherOf(forecasts);
    return { interval, text: `Together: ${boundsText(interval)}.` };
  }
  const unknown = `Together: not known, because ${others === files.length ? (others === 1 ? 'the file is' : 'all files are') : `${counted(others, 'file')} ${others === 1 ? 'is' : 'are'}`} not known well enough`;
  if (promised.length === 0) return { interval: null, text: `${unknown}.` };
  return {
    interval: null,
    text: `${unknown}; the other ${promised.length}: ${boundsText(togetherOf(forecasts))}.`,
  };
}

function boundsText({ lowMs, medianMs, highMs }: Interval): string {
  const range = rangeText(lowMs, highMs);
  return range === roundedText(medianMs)
    ? range
    : `${range} (9 of 10 times), most likely ${roundedText(medianMs)}`;
}
