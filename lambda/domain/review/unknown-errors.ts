import { checksum } from '../model/checksum.ts';
import { truncate } from '../model/truncate.ts';
import type { Finding } from './finding.ts';

/** A run that failed with an error that the knowledge table does not have. */
export interface UnknownError {
  readonly run: string;
  /** Redacted. */
  readonly message: string;
}

/** Clusters of one review. */
const MOST_CLUSTERS = 3;
/** Fewer lines than this are not a pattern. */
const LEAST_LINES = 5;
const MOST_OF_MESSAGE = 160;
/** Names in quotes differ from one occurrence of an error to the next, and so do words with a digit. */
const QUOTED = /"[^"]{0,200}"|'[^']{0,200}'|`[^`]{0,200}`/g;
const WORD = /\w+/g;

/** The most frequent errors that nothing is known about, each as one finding; the same wording has the same id every week. */
export function unknownErrorFindings(errors: readonly UnknownError[]): readonly Finding[] {
  const clusters = new Map<string, UnknownError[]>();
  for (const error of errors) {
    const wording = wordingOf(error.message);
    clusters.set(wording, [...(clusters.get(wording) ?? []), error]);
  }
  return [...clusters]
    .filter(([, cluster]) => cluster.length >= LEAST_LINES)
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MOST_CLUSTERS)
    .map(([wording, cluster]) => ({
      id: `unknown-error/${checksum(wording).slice(0, 8)}`,
      says: `${cluster.length} runs failed with an error that the monitor does not know: ${truncate(wording, MOST_OF_MESSAGE)}`,
      todo: `Look at one of them with migrate-watch show ${cluster.at(-1)!.run}; an errorPatterns entry of the settings gives it a name and a severity of its own, and a report of its line gives it advice.`,
      evidence: cluster.length,
    }));
}

/** The message without what differs from run to run. */
export function wordingOf(message: string): string {
  return message
    .replace(/\s+/g, ' ')
    .trim()
    .replace(QUOTED, '…')
    .replace(WORD, (word) => (/\d/.test(word) ? '…' : word))
    .replace(/…(?:[ ,.:/-]*…)+/g, '…');
}
