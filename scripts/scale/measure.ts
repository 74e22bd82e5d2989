import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { monitorPropsOf } from '../../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../../lib/stacks/monitor-stack.ts';
import { NESTED_STACK, type NestedTemplate } from '../whole-template.ts';

/** What a settings file makes. */
export interface Scale {
  /** Resources in all stacks, nested stacks left out. */
  readonly resources: number;
  readonly alarms: number;
  readonly stacks: number;
  /** Resources of the fullest stack, and characters of the largest template. A stack takes 500 and 1 MB. */
  readonly fullest: number;
  readonly largest: number;
  /** Processor time of the synthesis. */
  readonly seconds: number;
}

/** Synthesises the settings as `cdk synth` does, without CDK's validation. The handlers must have been built. */
export function measure(text: string): Scale {
  const { settings, problems } = readSettings(text, 'settings');
  if (settings === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  const start = process.cpuUsage();
  const app = new App();
  new MonitorStack(app, settings.name, { monitor: (scope) => monitorPropsOf(settings, scope) });
  const { directory } = app.synth({ skipValidation: true });
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const templates = readdirSync(directory)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as NestedTemplate);
  rmSync(directory, { recursive: true });
  const resources = templates.flatMap(({ Resources = {} }) => Object.values(Resources));
  return {
    resources: resources.filter(({ Type }) => Type !== NESTED_STACK).length,
    alarms: resources.filter(({ Type }) => /^AWS::CloudWatch::(?:Composite)?Alarm$/.test(Type)).length,
    stacks: templates.length,
    fullest: Math.max(...templates.map(({ Resources = {} }) => Object.keys(Resources).length)),
    largest: Math.max(...templates.map((template) => JSON.stringify(template).length)),
    seconds,
  };
}
