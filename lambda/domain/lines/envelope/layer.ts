import type { Fields } from './parse-object.ts';

/** One physical line without its envelopes, and what the envelopes say about it. */
export interface Unwrapped {
  readonly text: string;
  /** The time in the outermost envelope that has one, epoch ms UTC; a time without zone is read as UTC. `null` when none has a time. */
  readonly at: number | null;
  readonly container: string | null;
  readonly taskArn: string | null;
  /** What distinguishes this process from others in the same text: log stream, pod, compose container, CI job. `null` when nothing does. */
  readonly stream: string | null;
  /** True when a logger around the library wrote the line (zap, logrus, slog …), so the run is not the CLI's. */
  readonly logger: boolean;
  /** Set when the record, and with it the text, is incomplete. */
  readonly cut?: true;
}

/** The result of removing one layer; fields that the layer does not give are left out. */
export interface Peeled {
  readonly text: string;
  readonly at?: number | null;
  readonly container?: string | null;
  readonly taskArn?: string | null;
  readonly stream?: string | null;
  readonly cut?: true;
}

/** An entry in the table of envelopes. */
export interface EnvelopeName {
  readonly name: string;
  /** `transport`: a platform carried the line. `logger`: a program wrote it through a logging library. */
  readonly kind: 'transport' | 'logger';
  /** Where the format is documented. */
  readonly source: string;
}

/** An envelope that is one JSON object; the object is parsed once for all of them. */
export interface JsonLayer extends EnvelopeName {
  /** `text` is the line that the record was read from. `cut` is true if the end of the record, and so some of its fields, are missing. */
  read(record: Fields, text: string, cut?: boolean): Peeled | undefined;
}

/** An envelope that is recognised by the first characters of the line. */
export interface PrefixLayer extends EnvelopeName {
  /** Characters that such a line can begin with: a cheap test before {@link peel}. */
  readonly first: string;
  /** `undefined` when the line does not fit. */
  peel(text: string): Peeled | undefined;
}

/** A {@link PrefixLayer} whose form other text has too: used only when a batch's samples agree on it. */
export interface SharedLayer extends PrefixLayer {
  detect(samples: readonly string[]): boolean;
}

export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';
