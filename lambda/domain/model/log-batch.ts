/** One CloudWatch Logs log event, in its own words, or one line of a file, before its envelope is taken off. */
export interface LogEvent {
  /** Unique and ascending within its log stream; a file's lines carry their zero-padded line number. */
  readonly id: string;
  /** Event time, epoch ms UTC; `null` for a line of a file that carries no time. */
  readonly timestamp: number | null;
  readonly message: string;
  /** Id of the last of the log events that it was put together from; left out: it is one. */
  readonly through?: string;
}

/** What one delivery of one log stream (or one file) holds. */
export interface LogBatch {
  readonly logGroup: string;
  readonly logStream: string;
  readonly events: readonly LogEvent[];
}

/** One physical line of a log event's text, its envelope taken off. */
export interface LogLine {
  /** The log event's id; lines after the first of one event add `.0001`, `.0002` …, so ids still sort. */
  readonly id: string;
  /** Event time, epoch ms UTC; `null` when the text carries none. */
  readonly at: number | null;
  readonly text: string;
  /** True when a logger around the library wrote the line (zap, logrus, slog …), so the run is not the CLI's. */
  readonly logger: boolean;
  /** Id of the last log event that it, or its last piece, came in; left out: the one that `id` names. */
  readonly through?: string;
  /** Set when its record was cut: it may go on, and nothing that follows is known to be its rest. */
  readonly cut?: true;
}
