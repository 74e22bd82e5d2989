import { readFile } from 'node:fs/promises';
import { fileFault } from '../../lambda/adapters/input/file-fault.ts';
import { redactSecrets } from '../../lambda/domain/lines/redact/redact.ts';
import { printable, printableJson } from '../../lambda/domain/model/printable.ts';
import { formatProblem, type Problem } from '../../lib/settings/problem.ts';
import { columnsOf } from './columns.ts';
import { type Played, play } from './replay/play.ts';
import { playedJson } from './replay/played-json.ts';
import { noteLine, playedText } from './replay/played-text.ts';
import { readScenario } from './replay/read-scenario.ts';

export interface ReplayOptions {
  readonly json?: boolean;
}

/** The most problems that are printed: of thousands of wrong log events, the first ones show the fault. */
const MOST_PROBLEMS = 20;

/** `migrate-watch replay`: plays a scenario and prints the result; returns the exit code. */
export async function replay(file: string, { json }: ReplayOptions): Promise<number> {
  const name = file === '-' ? 'standard input' : file;
  let text: string;
  try {
    text = file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    const why = fileFault((error as NodeJS.ErrnoException).code);
    process.stderr.write(`${redactSecrets(printable(`${name}: cannot be read: ${why}`))}\n`);
    return 2;
  }
  const { scenario, problems } = readScenario(text, name);
  if (scenario === undefined) {
    process.stderr.write(problemLines(problems));
    return 2;
  }
  print(await play(scenario), json === true);
  return 0;
}

function print(played: Played, json: boolean): void {
  if (json) {
    for (const note of played.notes) process.stderr.write(`${noteLine(note)}\n`);
    process.stdout.write(`${printableJson(playedJson(played), 2)}\n`);
  } else process.stdout.write(playedText(played, columnsOf(process.stdout)));
}

function problemLines(problems: readonly Problem[]): string {
  const lines = problems.slice(0, MOST_PROBLEMS).map(formatProblem);
  const more = problems.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return lines.map((line) => `${redactSecrets(printable(line))}\n`).join('');
}

async function textOf(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString('utf8');
}
