import {
  extractMigrateLines,
  linesFact,
  type MigrateLines,
} from '../domain/lines/parse/extract-migrate-lines.ts';
import { nameIn } from '../domain/model/account-name.ts';
import type { LinesFact } from '../domain/model/fact.ts';
import type { LogBatch } from '../domain/model/log-batch.ts';
import { matchSource } from '../domain/model/match-source.ts';
import { type Source, type Target, UNMATCHED } from '../domain/model/target.ts';
import { type ErrorPattern, patternData, patternMatches } from '../domain/runs/error-pattern.ts';
import { fitFacts } from '../domain/runs/fact-size.ts';
import { isSealedAt } from '../domain/runs/record/deadlines.ts';
import { type MetricDatum, underEnvironment } from '../domain/runs/record/metrics.ts';
import { newestAt } from '../domain/runs/record/record-writes.ts';
import { countOf, flawWords, NO_DECODE_FLAWS, rejected } from './decode-or-reject.ts';
import { factIdOf } from './fact-id.ts';
import type { HealthLog } from './ports.ts';
import { record } from './record.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';
import { type WriterPorts, withWriter } from './writer.ts';

export interface IngestPorts extends WriterPorts {
  /** @default no error patterns; lines are then not searched */
  readonly errorPatterns?: readonly ErrorPattern[];
  readonly healthLog: HealthLog;
}

/**
 * Handles one delivery of log events: stores the lines that may be golang-migrate's as facts, brings the runs up to date, and
 * counts lines that match the user's error patterns.
 *
 * A batch with neither kind of line makes no call at all. One batch may hold lines of several origins (FireLens).
 *
 * @param flaws parts of the batch that could not be read; they are counted, and the health log says why
 * @throws when the store or the topic cannot be reached, so that the batch is delivered again
 */
export async function ingest(
  delivered: LogBatch,
  ports: IngestPorts,
  flaws = NO_DECODE_FLAWS,
): Promise<void> {
  const { owner, logGroup } = delivered;
  const batch = { ...delivered, logGroup: nameIn(owner, logGroup, ports.monitor.account) };
  const unreadable = countOf(flaws);
  const read = isFiltered(batch, ports.sources) ? 'filtered' : 'batch';
  const migrateLines = extractMigrateLines(batch, read);
  const search = () => patternMatches(batch, ports.errorPatterns ?? [], ports.sources);
  const ofOthersOnly = migrateLines.length === 0 && unreadable === 0 ? search() : undefined;
  if (ofOthersOnly?.length === 0) return;
  const id = factIdOf(batch);
  await withWriter(ports, async (context) => {
    if (unreadable > 0) {
      context.counters.push(rejected(unreadable, context.now));
      ports.healthLog.warn(`a delivery of ${batch.logGroup} cannot be read in full: ${flawWords(flaws)}`);
    }
    const { callsAtOnce = CALLS_AT_ONCE } = context;
    const atOnce = Math.max(1, Math.min(callsAtOnce, migrateLines.length));
    const each = { ...context, callsAtOnce: Math.floor(callsAtOnce / atOnce) };
    await sideBySide(migrateLines, atOnce, async (lines) => {
      const facts = fitFacts(linesFact(lines, id, read, context.now));
      const { written } = await record(lines.origin.id, facts, each);
      const target = targetOf(lines, context.sources);
      for (const fact of written) context.counters.push(...healthOf(fact as LinesFact, target, context.now));
    });
    // Comes last: lines that make an expression very slow may then time the invocation out, but the runs are already recorded.
    context.counters.push(...patternData(ofOthersOnly ?? search(), context.now));
  });
}

/** Does a filter pattern of the log group hold back lines around an error? The error's text is then known to be incomplete. */
function isFiltered({ logGroup }: LogBatch, sources: readonly Source[]): boolean {
  return sources.some((source) => source.filtered === true && source.logGroup === logGroup);
}

function targetOf(lines: MigrateLines, sources: readonly Source[]): Target {
  return matchSource(sources, lines, { commandLine: null, nth: 1 })?.target ?? UNMATCHED;
}

/** Metrics of the monitor's own health for one fact, to be counted once, when the fact is new. */
function healthOf(fact: LinesFact, target: Target, now: number): readonly MetricDatum[] {
  const at = newestAt(fact);
  const redactions = fact.lines.reduce((sum, line) => sum + line.redactions, 0);
  return [
    ...(fact.unrecognized > 0 ? underEnvironment('UnrecognizedLines', fact.unrecognized, now, target) : []),
    ...(redactions > 0 ? underEnvironment('RedactedSecrets', redactions, now, target) : []),
    ...(at === undefined ? [] : underEnvironment('IngestLag', Math.max(0, now - at) / 1_000, now, target)),
    ...(at !== undefined && isSealedAt(at, now) ? underEnvironment('LateFacts', 1, now, target) : []),
  ];
}
