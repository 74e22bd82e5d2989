import { spawn } from 'node:child_process';

/** Runs a client program that reads SQL from its standard input; resolves to what it printed, throws with its words. */
export function script(
  program: string,
  parameters: readonly string[],
  sql: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = spawn(program, parameters, { env: { PATH: process.env['PATH'], ...environment } });
    let printed = '';
    let complaint = '';
    client.stdout.on('data', (text) => (printed += text));
    client.stderr.on('data', (text) => (complaint += text));
    client.once('error', reject);
    client.once('close', (code) =>
      code === 0 ? resolve(printed.trimEnd()) : reject(new Error(`${complaint}\n${sql}`)),
    );
    client.stdin.end(sql);
  });
}
