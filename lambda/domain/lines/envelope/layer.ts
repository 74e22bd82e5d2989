/** One physical line with every envelope taken off, and what the envelopes said about it. */
export interface Unwrapped {
  readonly text: string;
  /** Time that the outermost envelope names, epoch ms UTC; a time without zone is read as UTC. `null` when none does. */
  readonly at: number | null;
  readonly container: string | null;
  readonly taskArn: string | null;
  /** What the text says keeps this process apart: log stream, pod, compose container, CI job. `null` when it says nothing. */
  readonly stream: string | null;
  /** True when a logger around the library wrote the line (zap, logrus, slog …), so the run is not the CLI's. */
  readonly logger: boolean;
  /** Set when the record ends before it is complete, and the text with it. */
  readonly cut?: true;
}

/** One layer taken off; fields left out are not said by it. */
export interface Peeled {
  readonly text: string;
  readonly at?: number | null;
  readonly container?: string | null;
  readonly taskArn?: string | null;
  readonly stream?: string | null;
  readonly cut?: true;
}

/** What the table of envelopes says of each. */
export interface EnvelopeName {
  readonly name: string;
  /** `transport`: a platform carried the line. `logger`: a program wrote it through a logging library. */
  readonly kind: 'transport' | 'logger';
  /** Where the format is documented. */
  readonly source: string;
}

/** An envelope known by the first characters of the line. */
export interface PrefixLayer extends EnvelopeName {
  /** Characters that such a line can begin with: the cheap test, made before {@link peel}. */
  readonly first: string;
  /** `undefined` when the line does not fit. */
  peel(text: string): Peeled | undefined;
}

/** A {@link PrefixLayer} whose shape other text has too: used only when a batch's samples agree on it. */
export interface SharedLayer extends PrefixLayer {
  detect(samples: readonly string[]): boolean;
}

export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';
