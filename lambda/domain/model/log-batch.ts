/** The ends of a text that the platform is known to have cut: by the length of its pieces, or by a mark. */
export interface CutEnds {
  readonly before?: boolean;
  readonly behind?: boolean;
}

/** One CloudWatch Logs log event, or one line of a file, as it was written: with its envelope. */
export interface LogEvent {
  /** Unique and ascending within its log stream; a file's lines carry their zero-padded line number. */
  readonly id: string;
  /** Event time, epoch ms UTC; `null` for a line of a file that carries no time. */
  readonly timestamp: number | null;
  readonly message: string;
  /** Id of the last log event, when several were joined into this one; left out if it is a single log event. */
  readonly through?: string;
  /** The ends that the platform cut, when the missing text is in no event at hand; left out if neither end is known to be cut. */
  readonly cut?: CutEnds;
}

/** The content of one delivery of one log stream, or of one file. */
export interface LogBatch {
  /** Account of the log group, as the delivery names it; left out if it names none. */
  readonly owner?: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly events: readonly LogEvent[];
  /**
   * Indices of the events that could be golang-migrate's; no event is then a piece of a cut record. Left out if the batch has not been
   * searched yet.
   */
  readonly candidates?: readonly number[];
  /** The ids of all events in ascending order, each on a line, if a search has read them already. */
  readonly idLines?: string;
}

/** One physical line of a log event's text, without its envelope. */
export interface LogLine {
  /** The log event's id. Lines after the first of an event add `.0001`, `.0002` …, so that ids sort in line order. */
  readonly id: string;
  /** Event time, epoch ms UTC; `null` when the text carries none. */
  readonly at: number | null;
  readonly text: string;
  /** True when a logger around the library wrote the line (zap, logrus, slog …), so the run is not the CLI's. */
  readonly logger: boolean;
  /** Id of the last log event that the line, or its last piece, came in; left out if that is the log event of `id`. */
  readonly through?: string;
  /** Set when the line's record was cut: its text is incomplete, and nothing that follows is known to be the rest. */
  readonly cut?: true;
  /** The ends that the platform cut; left out if neither end is known to be cut. */
  readonly ends?: CutEnds;
}
