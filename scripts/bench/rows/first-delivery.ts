import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENV } from '../../../lambda/contract/env.ts';
import { ROOT } from '../../bundle.ts';
import { startAnsweringAws } from '../answering-aws.ts';
import { interleaveProcesses, type NodeProcess } from '../interleave-processes.ts';
import { firstDelivery, type Payload } from '../payloads/payload.ts';
import { type Measure, measured, type Row } from '../row.ts';
import { emptyHandler } from './empty-handler.ts';
import { HANDLER_ENVIRONMENT } from './handler-environment.ts';

export const START_FOREIGN: Measure = { name: 'start-foreign', unit: '×', bar: 1.25, timed: true };
export const START_OWN: Measure = { name: 'start-own', unit: '×', bar: 1.9, timed: true };
const ROUNDS = 20;
const RULES = 100;

/**
 * How long a new execution environment of `ingest` takes for its first delivery, by whether a line of it is
 * golang-migrate's; ÷ an empty handler. `ingest` is the URL of the handler. AWS is a server of this process.
 */
export async function firstDeliveries(ingest: string): Promise<Row[]> {
  const aws = await startAnsweringAws();
  const settings = join(ROOT, 'dist/bench/sources.json');
  writeFileSync(settings, JSON.stringify(sources()));
  const env = {
    ...HANDLER_ENVIRONMENT,
    [ENV.sources]: `@../../bench/sources.json`,
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
  const [foreign, own] = [firstDelivery(false), firstDelivery(true)];
  const requests: number[] = [];
  const handling = (file: string, name: string, payload: Payload): NodeProcess => ({
    args: [script(name, file, payload)],
    env,
    prepare() {
      requests.push(aws.requests);
      aws.empty();
    },
  });
  try {
    const { ms, ratios } = await interleaveProcesses(
      [
        handling(emptyHandler(), 'empty', foreign),
        handling(ingest, 'foreign', foreign),
        handling(ingest, 'own', own),
      ],
      ROUNDS,
    );
    const asked = Math.max(...requests);
    const note = (index: number) => `${ms[index]?.toFixed(0)} ms; empty handler ${ms[0]?.toFixed(0)} ms`;
    return [
      measured(START_FOREIGN, ratios[1] ?? Number.NaN, note(1)),
      measured(START_OWN, ratios[2] ?? Number.NaN, `${note(2)}; ${asked} requests to AWS`),
    ];
  } finally {
    await aws.close();
  }
}

/** A module that loads the handler and calls it once. */
function script(name: string, handler: string, payload: Payload): string {
  const folder = join(ROOT, 'dist/bench/start');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `const { handler } = await import(${JSON.stringify(handler)});\nawait handler(${JSON.stringify(payload)});\n`,
  );
  return file;
}

/** Rules as a settings file with many services gives them to the handler. */
function sources(): readonly object[] {
  return Array.from({ length: RULES }, (_, index) => ({
    target: { environment: index % 2 === 0 ? 'production' : 'staging', database: `service_${index}` },
    logGroup: index % 2 === 0 ? '/ecs/production/services' : '/ecs/staging/services',
    streamPrefix: `service-${index}/`,
    container: `migrate-${index}`,
    engine: 'postgres',
  }));
}
