import { App, NestedStack, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readSettings } from '../lib/settings/read-settings.ts';
import type { Settings } from '../lib/settings/settings.ts';
import { monitorPropsOf } from '../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../lib/stacks/monitor-stack.ts';
import { type NestedTemplate, wholeTemplate } from './whole-template.ts';

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no types here.
  readonly Properties?: any;
}

/** The template of `stack` with the resources of its nested stacks in place of them. */
export function wholeTemplateOf(stack: Stack): NestedTemplate {
  const nested = stack.node.findAll().filter((node) => NestedStack.isNestedStack(node));
  const byId = new Map(
    nested.map((each) => [
      `${each.nestedStackParent!.node.path} ${each.nestedStackParent!.resolve(each.nestedStackResource!.logicalId)}`,
      each,
    ]),
  );
  const templates = new Map<NestedTemplate, Stack>();
  const read = (each: Stack): NestedTemplate => {
    const template = Template.fromStack(each).toJSON() as NestedTemplate;
    templates.set(template, each);
    return template;
  };
  return wholeTemplate(read(stack), (id, _, inside) =>
    read(byId.get(`${templates.get(inside)!.node.path} ${id}`)!),
  );
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
  const { Resources = {} } = wholeTemplateOf(stack);
  return { settings, resources: Resources };
}
