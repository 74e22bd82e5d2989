import { spawn } from 'node:child_process';
import { findProgram } from '../../scripts/local-databases/find-program.ts';

/** Answers that a person gives at CDK's questions. */
const QUESTION = /\(y\/n\)\??:?\s*$/;

export interface Typed {
  readonly status: number | null;
  /** Both streams, as the terminal shows them. */
  readonly output: string;
}

/** Runs `script` in a terminal of its own, as a person types it, and answers its questions with yes. */
export function typed(script: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Typed> {
  // `script` of util-linux gives it a terminal: without one CDK refuses to ask.
  const words = [
    '--quiet',
    '--return',
    '--flush',
    '--command',
    'bash -euo pipefail -c "$README_BLOCK"',
    '/dev/null',
  ];
  const child = spawn(findProgram(['script'], 'bsdutils'), words, {
    cwd,
    env: { ...env, README_BLOCK: script, SHELL: '/bin/bash', TERM: 'dumb' },
  });
  let output = '';
  let answered = 0;
  const hear = (chunk: Buffer) => {
    output += chunk.toString('utf8');
    if (!QUESTION.test(output.slice(answered))) return;
    answered = output.length;
    child.stdin.write('y\n');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}
