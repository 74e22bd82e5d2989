import { detectEnvelope } from '../lines/envelope/envelope.ts';
import { linesOf } from '../lines/envelope/lines.ts';
import type { LogBatch } from '../model/log-batch.ts';
import { originOfStream } from '../model/origin.ts';
import { environmentsOf, type Source } from '../model/target.ts';
import type { MetricDatum } from './record/metrics.ts';

/** A user's regular expression under the name that alarms and pages call it. */
export interface ErrorPattern {
  readonly name: string;
  readonly regex: RegExp;
}

/** So much of a line is searched: what settings let through takes at most the square of it in steps. */
export const SEARCHED_CHARACTERS = 2_000;

/** Log events that the envelope is judged by. */
const SAMPLES = 20;

/** Lines of one batch that match one pattern. */
export interface PatternMatch {
  readonly environment: string;
  readonly pattern: string;
  /** At least 1. */
  readonly lines: number;
}

/**
 * How many lines of a batch match each pattern, envelopes off, by environment; nothing where none does.
 *
 * A line counts for the environment that its log stream and container are declared for. Where that hangs on the command
 * or on the order of runs, which a line does not tell, it counts for each that it may be of; where no source fits it
 * counts for none. Without patterns it looks at nothing.
 */
export function patternMatches(
  batch: LogBatch,
  patterns: readonly ErrorPattern[],
  sources: readonly Source[],
): readonly PatternMatch[] {
  if (patterns.length === 0) return [];
  const { events, logGroup, logStream } = batch;
  const stream = originOfStream(logGroup, logStream);
  const environments = new Map<string | null, readonly string[]>();
  const environmentsFor = (container: string | null): readonly string[] => {
    const known = environments.get(container) ?? environmentsOf(sources, { logGroup, logStream, container });
    environments.set(container, known);
    return known;
  };
  const counts = new Map<string, PatternMatch>();
  const envelope = detectEnvelope(events.slice(0, SAMPLES).map(({ message }) => message));
  for (const event of events) {
    for (const line of linesOf(event, envelope)) {
      const text = line.text.slice(0, SEARCHED_CHARACTERS);
      for (const { name, regex } of patterns) {
        if (!regex.test(text)) continue;
        for (const environment of environmentsFor(line.container ?? stream.container)) {
          const key = JSON.stringify([environment, name]);
          counts.set(key, { environment, pattern: name, lines: (counts.get(key)?.lines ?? 0) + 1 });
        }
      }
    }
  }
  return [...counts.values()];
}

/** Stamped `now`, whenever the lines were written: an alarm reads them. */
export function patternData(matches: readonly PatternMatch[], now: number): readonly MetricDatum[] {
  return matches.map(({ environment, pattern, lines }) => ({
    name: 'PatternMatches',
    value: lines,
    at: now,
    dimensions: { Environment: environment, Pattern: pattern },
  }));
}
