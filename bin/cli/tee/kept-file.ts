import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { NAME } from '../../../lambda/contract/names.ts';
import { MonitorFault } from '../monitor/fault.ts';
import { typedText } from '../monitor/typed-text.ts';
import type { ByHandEvent } from './masked-lines.ts';

/** A run by hand that could not be sent, or a part of it. */
export interface KeptRun {
  readonly logStreamName: string;
  /** The log stream exists: a part of the run was sent before. */
  readonly isBegun: boolean;
  readonly events: readonly ByHandEvent[];
}

/** First line of the file. A log event is on each further line, in the form of an export, so that `parse` reads the file too. */
const header = z.strictObject({
  migrateWatch: z.literal('run by hand'),
  v: z.literal(1),
  logStream: z.string(),
  begun: z.boolean(),
});
const event = z.strictObject({
  timestamp: z.int().check(z.gte(0)),
  message: z.string().check(z.minLength(1)),
});

/** `<environment>/<database>/<who and when>` */
const WHO_AND_WHEN = /^[\w.@-]{1,200}$/;

/** Only its owner may read the file. If the working directory cannot be written, it is in the one for temporary files. Returns its path. */
export function keep({ logStreamName, isBegun, events }: KeptRun): string {
  const [environment, database, who] = logStreamName.split('/');
  const name = `migrate-watch-${environment}-${database}-${who}.jsonl`;
  const first = { migrateWatch: 'run by hand', v: 1, logStream: logStreamName, begun: isBegun };
  const text = [first, ...events].map((line) => `${JSON.stringify(line)}\n`).join('');
  try {
    return written(join(process.cwd(), name), text);
  } catch {
    return written(join(tmpdir(), name), text);
  }
}

function written(path: string, text: string): string {
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** @throws {@link MonitorFault} if the file cannot be read, or if `tee` did not write it */
export function readKept(path: string): KeptRun {
  const shown = typedText(path);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new MonitorFault(`${shown} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const [first, ...rest] = text.trimEnd().split('\n').map(jsonOf);
  const head = header.safeParse(first);
  if (!head.success || !isPlace(head.data.logStream))
    throw new MonitorFault(`${shown} is not a run that migrate-watch tee has kept`);
  const events = z.array(event).safeParse(rest);
  if (!events.success) {
    const line = Number(events.error.issues[0]?.path[0] ?? 0) + 2;
    throw new MonitorFault(`${shown}, line ${line}: expected a log event with its time and its text`);
  }
  const { logStream, begun } = head.data;
  const inOrder = events.data.toSorted((a, b) => a.timestamp - b.timestamp);
  return { logStreamName: logStream, isBegun: begun, events: inOrder };
}

function isPlace(logStream: string): boolean {
  const [environment = '', database = '', who = '', ...more] = logStream.split('/');
  return NAME.test(environment) && NAME.test(database) && WHO_AND_WHEN.test(who) && more.length === 0;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
