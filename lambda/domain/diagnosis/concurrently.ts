import type { MigrateError } from '../model/event.ts';
import type { JudgedCase } from '../model/judged-run.ts';
import type { Verdict } from '../model/verdict.ts';
import { always, withFirst } from './advice/branches.ts';
import { type Concurrent, concurrentOf } from './engine/postgres-concurrently.ts';
import { statementsOf } from './engine/profiles.ts';
import { sqlStateOf } from './knowledge/sql-state.ts';
import { lookAtVersion, markAsDone, markAsUndone, NOT_BEFORE_LOOKING, nameOf, notVerbose } from './steps.ts';
import { versionIfUndone } from './version-to-force.ts';

/**
 * What the failed statement may leave, if it is the only statement printed and uses CONCURRENTLY. Such a statement commits in
 * several steps.
 */
export function concurrentStatement(error: MigrateError): Concurrent | undefined {
  // Cheap test first: splitting costs as much as the rest of the judgement, and few errors contain the word.
  if (!/CONCURRENTLY/i.test(error.statement ?? '')) return undefined;
  const [only, another] = statementsOf(error.statement ?? '', 'postgres');
  return another === undefined && only !== undefined ? concurrentOf(only.text) : undefined;
}

/** SQLSTATEs of checks that come before the work begins: names, rights, transactions. */
const REFUSED = /^(?:42|25|0A|3F)/;
/** The name is taken, perhaps by the leftover of an earlier attempt. */
const TAKEN = '42P07';

/** A statement with CONCURRENTLY failed. Which part of its work may remain depends on its kind. */
export function judgeConcurrent(judged: JudgedCase, error: MigrateError, kind: Concurrent): Verdict {
  const { run, context } = judged;
  const code = sqlStateOf(error);
  const nothingBefore = context.multiStatement === false || error.startsFile === true;
  const refused = code !== null && REFUSED.test(code);
  const isSure = code !== null && kind.sureAfter.includes(code);
  const before = versionIfUndone(run, context);
  const again = [
    { do: `Fix the file of ${nameOf(run)}, or what made it fail (duplicate rows, a lock, a time limit).` },
    ...markAsUndone(judged),
  ];
  const done = [
    ...(context.multiStatement === false
      ? []
      : [{ do: 'If the file has more statements after this one, run those by hand.' }]),
    ...markAsDone(judged),
  ];
  return {
    state: refused && nothingBefore ? 'rolled-back' : isSure ? 'partly-applied' : 'unknown',
    evidence: [
      `The database is marked dirty: ${nameOf(run)} failed.`,
      refused ? 'The server rejected the statement before it changed anything.' : kind.leaves,
      ...(nothingBefore
        ? []
        : ['In multi-statement mode the statements before it in the file are committed.']),
      ...notVerbose(run),
      ...(before === null ? [] : [before.from]),
    ],
    next: withFirst(
      lookAtVersion(judged),
      refused && code !== TAKEN ? always(again) : kind.next({ again, done }),
    ),
    doNot: [...(refused && code !== TAKEN ? [] : kind.doNot), NOT_BEFORE_LOOKING],
  };
}
