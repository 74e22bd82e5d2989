import type { CutEnds, LogEvent, LogLine } from '../../model/log-batch.ts';
import type { Envelope } from './envelope.ts';
import type { Unwrapped } from './layer.ts';

/** A line of a log event, with what its envelopes say about where it comes from. */
export interface UnwrappedLine extends LogLine, Pick<Unwrapped, 'container' | 'taskArn' | 'stream'> {}

/**
 * Lines of one log event without their envelopes; at least one.
 *
 * The log event's own time wins over a time inside the text. The first line keeps the event's id. The lines after it add
 * `.0001` … `.9999`, then `.a00010000` …, so that ids sort in line order.
 */
export function linesOf(event: LogEvent, envelope: Envelope): readonly UnwrappedLine[] {
  const lines = envelope.unwrap(event.message);
  return lines.map((line, index) => ({
    id: index === 0 ? event.id : `${event.id}.${lineNumber(index)}`,
    at: event.timestamp ?? line.at,
    text: line.text,
    logger: line.logger,
    container: line.container,
    taskArn: line.taskArn,
    stream: line.stream,
    ...(line.cut && { cut: line.cut }),
    ...(event.cut && !line.logger && endsOf(event.cut, index === 0, index === lines.length - 1)),
    ...(event.through !== undefined && index === lines.length - 1 && { through: event.through }),
  }));
}

/** Only the first and the last line of an event have its ends. The missing text may be what a logger wrote around them. */
function endsOf(cut: CutEnds, isFirst: boolean, isLast: boolean): Pick<LogLine, 'ends'> {
  const before = isFirst && cut.before === true;
  const behind = isLast && cut.behind === true;
  return before || behind ? { ends: { before, behind } } : {};
}

function lineNumber(index: number): string {
  return index < 10_000 ? String(index).padStart(4, '0') : `a${String(index).padStart(8, '0')}`;
}
