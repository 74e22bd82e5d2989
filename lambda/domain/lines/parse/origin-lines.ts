import { isMonitorLogGroup } from '../../../contract/log-groups.ts';
import { nameBeside } from '../../model/account-name.ts';
import type { StoredLine } from '../../model/fact.ts';
import type { LogBatch, LogEvent, LogLine } from '../../model/log-batch.ts';
import { ecsOriginId, type Origin, originOfStream, taskIdOfArn } from '../../model/origin.ts';
import { detectEnvelope, type Envelope } from '../envelope/envelope.ts';
import { linesOf } from '../envelope/lines.ts';
import { lastOfBlock } from './block-extent.ts';
import { isVerbatim } from './verbatim-fast-path.ts';

/** A line without its envelope. A verbatim line, as most are, already has its stored form. */
export type OriginLine = LogLine | StoredLine;

export interface OriginLines {
  readonly origin: Origin;
  readonly lines: readonly OriginLine[];
}

/** How many samples the envelope is detected from. */
const SAMPLES = 20;

/**
 * Lines of the candidates (indices into the batch, ascending) without their envelopes, and after a candidate that may open a block as
 * many lines as that can have; by the origin that the stream or the envelope names.
 */
export function linesByOrigin(batch: LogBatch, candidates: readonly number[]): readonly OriginLines[] {
  const { events } = batch;
  let envelope: Envelope | undefined; // detected on demand: most batches do not need it
  const origins = new OriginLinesBuilder(batch);
  let done = -1;
  for (const candidate of candidates) {
    const event = events[candidate]!;
    if (isVerbatim(event.message)) {
      if (candidate > done) origins.add(event);
      done = Math.max(done, candidate);
      continue;
    }
    envelope ??= detectEnvelope(candidates.slice(0, SAMPLES).map((i) => events[i]!.message));
    const last = lastOfBlock(events, candidate);
    for (let i = Math.max(candidate, done + 1); i <= last; i++) {
      const each = events[i]!;
      if (isVerbatim(each.message)) origins.add(each);
      else for (const line of linesOf(each, envelope)) origins.addUnwrapped(line);
    }
    done = Math.max(done, last);
  }
  return origins.all;
}

class OriginLinesBuilder {
  readonly #stream: Origin;
  /** May a record name the task that it came from? */
  readonly #hasTasks: boolean;
  readonly #streamLines: OriginLine[] = [];
  readonly #others = new Map<string, { readonly origin: Origin; readonly lines: OriginLine[] }>();

  constructor({ logGroup, logStream }: LogBatch) {
    this.#stream = originOfStream(logGroup, logStream);
    this.#hasTasks = !isMonitorLogGroup(logGroup);
  }

  get all(): readonly OriginLines[] {
    const others = [...this.#others.values()];
    return this.#streamLines.length === 0
      ? others
      : [{ origin: this.#stream, lines: this.#streamLines }, ...others];
  }

  add({ id, timestamp, message }: LogEvent): void {
    this.#streamLines.push({ id, at: timestamp, text: message, logger: false, redactions: 0 });
  }

  addUnwrapped(line: ReturnType<typeof linesOf>[number]): void {
    const { id, at, text, logger, container, taskArn, through, cut, ends } = line;
    const taskId = taskArn === null || !this.#hasTasks ? undefined : taskIdOfArn(taskArn);
    const lines = taskId && container ? this.#linesOf(taskId, container) : this.#streamLines;
    lines.push(
      through === undefined && !cut && !ends
        ? { id, at, text, logger }
        : {
            id,
            at,
            text,
            logger,
            ...(through !== undefined && { through }),
            ...(cut && { cut }),
            ...(ends && { ends }),
          },
    );
  }

  #linesOf(taskId: string, container: string): OriginLine[] {
    const id = ecsOriginId(nameBeside(this.#stream.logGroup, taskId), container);
    const known = this.#others.get(id) ?? { origin: { ...this.#stream, id, container }, lines: [] };
    this.#others.set(id, known);
    return known.lines;
  }
}
