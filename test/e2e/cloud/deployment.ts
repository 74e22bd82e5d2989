import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../scripts/bundle.ts';
import { ACCOUNT, REGION } from '../../../scripts/emulator/environment.ts';
import type { Emulator } from '../../../scripts/emulator/start.ts';
import { wholeTemplate } from '../../../scripts/whole-template.ts';
import { forEmulator, type Redirect, type Template } from './emulator-template.ts';

/** One deployment of the app. */
export interface Deployed {
  readonly stack: string;
  /** As synthesised, with all that the emulator refuses, and with the resources of nested stacks in their place. */
  readonly template: Template;
  readonly leftOut: Readonly<Record<string, string>>;
  /** Values of the stack's outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

const CDK = join(ROOT, 'node_modules/.bin/cdk');

/** The app's own way into an account: its settings file and CDK's command line. */
export class Deployment {
  readonly #emulator: Emulator;
  readonly #redirect: Redirect;
  #count = 0;

  constructor(emulator: Emulator, redirect: Redirect) {
    this.#emulator = emulator;
    this.#redirect = redirect;
  }

  /** Once for each account and region. */
  async bootstrap(): Promise<void> {
    // Its own folder: outside the app, so that nothing is synthesised for it.
    await this.#cdk(['bootstrap', `aws://${ACCOUNT}/${REGION}`], this.#emulator.folder);
  }

  /** `cdk synth` of the app as it is, then `cdk deploy` of what the emulator takes of it. */
  async deploy(settings: string): Promise<Deployed> {
    const folder = join(this.#emulator.folder, `deploy-${++this.#count}`);
    mkdirSync(folder);
    const file = join(folder, 'migrate-watch.yaml');
    writeFileSync(file, settings);
    const assembly = join(folder, 'cdk.out');
    await this.#cdk(['synth', '--quiet', '--context', `settings=${file}`, '--output', assembly], ROOT);

    const { stack, path } = stackOf(assembly);
    const template = wholeTemplate(readTemplate(path), (_, { Metadata }) =>
      readTemplate(join(assembly, (Metadata as Record<string, string>)['aws:asset:path']!)),
    ) as Template;
    const { leftOut } = forEmulator(template);
    for (const file of readdirSync(assembly).filter((name) => name.endsWith('.template.json'))) {
      const { template: changed } = forEmulator(readTemplate(join(assembly, file)), this.#redirect);
      writeFileSync(join(assembly, file), JSON.stringify(changed));
    }

    const outputs = join(folder, 'outputs.json');
    const approved = ['--require-approval', 'never', '--outputs-file', outputs];
    await this.#cdk(['deploy', stack, '--app', assembly, ...approved], folder);
    return { stack, template, leftOut, outputs: JSON.parse(readFileSync(outputs, 'utf8'))[stack] };
  }

  /** `cdk destroy` of what was deployed last. */
  async destroy(): Promise<void> {
    const folder = join(this.#emulator.folder, `deploy-${this.#count}`);
    const assembly = join(folder, 'cdk.out');
    await this.#cdk(['destroy', stackOf(assembly).stack, '--app', assembly, '--force'], folder);
  }

  async #cdk(words: readonly string[], cwd: string): Promise<void> {
    try {
      await promisify(execFile)(CDK, words, {
        cwd,
        env: { ...this.#emulator.environment },
        maxBuffer: 64 * 1024 * 1024,
      });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      // A deployment prints a line for every resource; the fault is at the end.
      throw new Error(`cdk ${words.join(' ')}\n…${`${stdout}${stderr}`.slice(-3_000)}`);
    }
  }
}

function readTemplate(path: string): Template {
  return JSON.parse(readFileSync(path, 'utf8')) as Template;
}

/** The one stack of a cloud assembly, and where its template lies. */
function stackOf(assembly: string): { stack: string; path: string } {
  const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; properties?: { templateFile?: string } }>;
  };
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stack, { properties } = {}] = stacks[0] ?? [];
  if (stacks.length !== 1 || stack === undefined || properties?.templateFile === undefined)
    throw new Error(`${assembly} holds ${stacks.length} stacks`);
  return { stack, path: join(assembly, properties.templateFile) };
}
