import type { Forecast } from '../../../../lambda/domain/model/forecast.ts';
import type { Target } from '../../../../lambda/domain/model/target.ts';
import { expecting } from '../../../../lambda/domain/normal/expecting.ts';
import { BRIEF_MS, type Interval, intervalOf } from '../../../../lambda/domain/normal/forecast.ts';
import { fileOf, type History } from '../../../../lambda/domain/normal/history.ts';
import {
  betweenOf,
  expectationText,
  type Knowledge,
  knowledgeOf,
} from '../../../../lambda/domain/normal/words.ts';
import type { DescribedFile } from '../../migration-files/describe-file.ts';
import { othersText } from './others-text.ts';

/** How long one pending file is expected to take, and how well that is known. */
export interface FileForecast {
  readonly file: DescribedFile;
  readonly known: Knowledge;
  /** What it was compared with; `null` if the file ran nowhere before. */
  readonly source: { readonly target: Target; readonly ms: number } | null;
  readonly forecast: Forecast | null;
  /** Set only if it is known well enough to say so: see {@link isPromised}. */
  readonly interval: Interval | null;
  /** Without a full stop. */
  readonly text: string;
}

/** What is known about durations, at `now`, epoch ms. */
export interface Durations {
  /** Of the database that is about to be migrated. */
  readonly own: History;
  /** @see historiesFor */
  readonly others: readonly History[];
  readonly now: number;
}

/** Returns a function that forecasts one file. */
export function forecastingFiles({ own, others, now }: Durations): (file: DescribedFile) => FileForecast {
  const expect = expecting(own, others);
  return (file) => {
    const name = fileOf(file);
    const expectation = expect({ file: name, at: now, digest: file.digest });
    if (expectation === null) {
      const edited = others.find(({ took }) => took.some((each) => each.file === name));
      const text =
        edited === undefined
          ? notRunText(own)
          : `not known: ${editedText(edited.target, own.target)}${othersText(own)}`;
      return { file, known: 'none', source: null, forecast: null, interval: null, text };
    }
    const { source, forecast } = expectation;
    const { sourceMs } = forecast;
    const known = knowledgeOf(forecast);
    return {
      file,
      known,
      source: { target: source, ms: sourceMs },
      forecast,
      interval: isPromised(known, file, sourceMs) ? intervalOf(forecast) : null,
      text: expectationText(forecast, betweenOf(source, own.target)),
    };
  };
}

/**
 * May bounds be printed? Not before enough files of its size are known. A migration that took less than a second promises nothing
 * unless it changes metadata only: its table may have been empty.
 */
function isPromised(known: Knowledge, { sql }: DescribedFile, sourceMs: number): boolean {
  if (sourceMs < BRIEF_MS) return sql.class === 'metadata';
  return known === 'rough' || known === 'known';
}

function notRunText(own: History): string {
  return `${expectationText(null, { source: '', target: own.target.environment })}${othersText(own)}`;
}

function editedText(source: Target, target: Target): string {
  return `the file that ran in ${betweenOf(source, target).source} under this name has another content`;
}
