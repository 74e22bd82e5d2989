import { App } from 'aws-cdk-lib';
import { readSettings } from '../lib/settings/read-settings.ts';
import type { Settings } from '../lib/settings/settings.ts';
import { monitorPropsOf } from '../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../lib/stacks/monitor-stack.ts';

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no types here.
  readonly Properties?: any;
}

/**
 * The template that `cdk deploy` would make of these settings, for scripts that count and draw.
 *
 * Throws all problems of the settings at once. The handlers must have been built.
 */
export function synthesise(text: string): {
  readonly settings: Settings;
  readonly resources: Readonly<Record<string, Resource>>;
} {
  const { settings, problems } = readSettings(text, 'settings');
  if (settings === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  const app = new App();
  const stack = new MonitorStack(app, settings.name, { monitor: (scope) => monitorPropsOf(settings, scope) });
  const { template } = app.synth({ skipValidation: true }).getStackArtifact(stack.artifactId);
  return { settings, resources: template.Resources };
}
