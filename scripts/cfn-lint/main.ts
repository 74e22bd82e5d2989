import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { App } from 'aws-cdk-lib';
import { loadSettings } from '../../lib/settings/load-settings.ts';
import { monitorPropsOf } from '../../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../../lib/stacks/monitor-stack.ts';
import { ROOT } from '../bundle.ts';
import { pythonEnvironment } from '../python-environment.ts';
import { type Finding, refused } from './refused.ts';

// `npm run cfn-lint`: the templates of all examples, nested stacks included, have no finding but those that are allowed by name.

/** A large Region, one with a long name, and one far from the others, whose resource types differ. */
const REGIONS = ['us-east-1', 'eu-central-1', 'ap-southeast-2'];

const python = await pythonEnvironment('cfn-lint', join(import.meta.dirname, 'requirements.txt'));
const out = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
try {
  const templates = examples().flatMap((file) => templatesOf(file, join(out, file)));
  const findings = await lint(templates);
  for (const { Filename, Location, Rule, Message } of refused(findings)) {
    const path = (Location.Path ?? []).join('/');
    console.log(`${Filename.slice(out.length + 1)} ${path}: ${Rule.Id} ${Message}`);
    process.exitCode = 1;
  }
  console.log(
    `cfn-lint: ${templates.length} templates of ${examples().length} examples in ${REGIONS.join(', ')}; ${refused(findings).length} findings, ${findings.length - refused(findings).length} allowed ones.`,
  );
} finally {
  rmSync(out, { recursive: true });
}

function examples(): readonly string[] {
  return readdirSync(join(ROOT, 'examples')).filter((file) => file.endsWith('.yaml'));
}

/** Synthesises an example as `cdk deploy` does; the paths of its templates. */
function templatesOf(file: string, outdir: string): readonly string[] {
  const { settings } = loadSettings(join(ROOT, 'examples', file));
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const app = new App({ outdir, context });
  new MonitorStack(app, settings.name, { monitor: (scope) => monitorPropsOf(settings, scope) });
  app.synth();
  return readdirSync(outdir)
    .filter((name) => name.endsWith('template.json'))
    .map((name) => join(outdir, name));
}

/** cfn-lint's exit status is not 0 when it has found something, so the answer counts. */
async function lint(templates: readonly string[]): Promise<readonly Finding[]> {
  const words = ['--format', 'json', '--regions', ...REGIONS, '--template', ...templates];
  const answer = await promisify(execFile)(join(dirname(python), 'cfn-lint'), words, {
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout?: string; stderr?: string }) => {
    if (!error.stdout?.trimStart().startsWith('['))
      throw new Error(`cfn-lint failed: ${error.stderr}`, { cause: error });
    return { stdout: error.stdout };
  });
  return JSON.parse(answer.stdout || '[]') as Finding[];
}
