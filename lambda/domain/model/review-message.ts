import type { Monitor } from './monitor.ts';

/** The review of a week or a month, as it is sent and shown. Every text is redacted; none is escaped. */
export interface ReviewMessage {
  readonly kind: 'review';
  /** `<key>#1`. Messages with equal ids are the same review, sent again. */
  readonly id: string;
  /** `<monitor>/migrate-watch/review/<period>` */
  readonly key: string;
  readonly monitor: Monitor;
  /** Always 1, because a review is sent once. */
  readonly sequence: 1;
  readonly environment: string;
  readonly database: string;
  /** When it was written, epoch ms. */
  readonly at: number;
  /** What is reviewed: the week or month, its days and their time zone. */
  readonly title: string;
  /** One sentence that says whether all is well. */
  readonly verdict: string;
  /** In the order in which people need them. Empty ones are left out. */
  readonly sections: readonly ReviewSection[];
  /** Where the page is kept, as an address of the console; `null` if none was stored. */
  readonly page: string | null;
}

/** A review as it is published to a topic. */
export interface ReviewNotice extends ReviewMessage {
  /** Names and e-mail addresses of the channels that it is for. */
  readonly to: readonly string[];
}

export interface ReviewSection {
  readonly title: string;
  readonly parts: readonly ReviewPart[];
}

export type ReviewPart =
  /** Each line is one sentence, or one thing of a list. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  /** Columns of numbers. The first column has words, and so has the fourth. */
  | {
      readonly kind: 'counts';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  /** A change of the settings, or a command: to be copied, so never wrapped. */
  | { readonly kind: 'code'; readonly lines: readonly string[] };

/** Lines as one part; no part if there are none. */
export function linesPart(lines: readonly string[]): readonly ReviewPart[] {
  return lines.length === 0 ? [] : [{ kind: 'lines', lines }];
}
