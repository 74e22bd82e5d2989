import { detectEnvelope } from '../lines/envelope/envelope.ts';
import { linesOf } from '../lines/envelope/lines.ts';
import type { LogBatch } from '../model/log-batch.ts';
import { environmentsOf } from '../model/match-source.ts';
import { originOfStream } from '../model/origin.ts';
import type { Source } from '../model/target.ts';
import type { MetricDatum } from './record/metrics.ts';

/** A user's regular expression, with the name that alarms and pages use for it. */
export interface ErrorPattern {
  readonly name: string;
  readonly regex: RegExp;
}

/** Only this much of a line is searched. An expression that the settings accept takes at most the square of it in steps. */
export const SEARCHED_CHARACTERS = 2_000;

/** How many log events the envelope is detected from. */
const SAMPLES = 20;

/** Lines of one batch that match one pattern. */
export interface PatternMatch {
  readonly environment: string;
  readonly pattern: string;
  /** At least 1. */
  readonly lines: number;
}

/**
 * How many lines of a batch match each pattern, by environment; only pairs with a match are listed. Lines are searched without
 * their envelopes.
 *
 * A line counts for the environment that its log stream and container are declared for. If that depends on the command or on
 * the order of runs, which a line does not show, it counts for each environment that it may belong to. If no source fits, it
 * counts for none. Without patterns, no line is looked at.
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

/** Stamped `now`, not with the time of the lines, because an alarm reads them. */
export function patternData(matches: readonly PatternMatch[], now: number): readonly MetricDatum[] {
  return matches.map(({ environment, pattern, lines }) => ({
    name: 'PatternMatches',
    value: lines,
    at: now,
    dimensions: { Environment: environment, Pattern: pattern },
  }));
}
