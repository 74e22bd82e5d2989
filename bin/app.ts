import { existsSync } from 'node:fs';
import { Annotations, App, RemovalPolicy } from 'aws-cdk-lib';
import { HANDLERS_FOLDER } from '../lib/package/handlers-folder.ts';
import { loadSettings, SettingsError } from '../lib/settings/load-settings.ts';
import { withoutPast } from '../lib/settings/past.ts';
import { formatProblem } from '../lib/settings/problem.ts';
import { monitorPropsOf } from '../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../lib/stacks/monitor-stack.ts';

/**
 * `cdk deploy`: one stack from a settings file, `migrate-watch.yaml` unless `-c settings=<file>` names another.
 *
 * `-c data=delete` removes the protection of table and key, so that the next `cdk destroy` deletes them too.
 */
const app = new App();
const file: unknown = app.node.tryGetContext('settings') ?? 'migrate-watch.yaml';
const data: unknown = app.node.tryGetContext('data') ?? 'keep';
if (data !== 'keep' && data !== 'delete') fail(`-c data=${data}: expected keep or delete`);

if (!existsSync(HANDLERS_FOLDER)) fail(`${HANDLERS_FOLDER} is missing; run \`npm run build\` first.`);

const { settings: written, warnings } = load(String(file));
const { settings, leftOut } = withoutPast(written, Date.now());
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const stack = new MonitorStack(app, settings.name, {
  tags: { app: settings.name },
  monitor: (scope) => ({
    ...monitorPropsOf(settings, scope),
    ...(data === 'delete' ? { removalPolicy: RemovalPolicy.DESTROY } : {}),
  }),
  ...(account && region ? { env: { account, region } } : {}),
});
for (const warning of warnings) {
  Annotations.of(stack).addWarningV2(`migrate-watch:settings:${warning.path}`, formatProblem(warning));
}
for (const words of leftOut) Annotations.of(stack).addWarningV2(`migrate-watch:past:${words}`, words);

function load(path: string): ReturnType<typeof loadSettings> {
  try {
    return loadSettings(path);
  } catch (error) {
    if (error instanceof SettingsError) fail(error.message);
    throw error;
  }
}

/** Exits without a stack trace: the user has to change something. */
function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
