/** The parts of a CloudFormation template that matter here. */
export interface NestedTemplate {
  readonly Resources?: Readonly<Record<string, NestedResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly [section: string]: unknown;
}

interface NestedResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no types here.
  readonly Properties?: any;
  readonly [attribute: string]: unknown;
}

/** Type of a nested stack. */
export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/**
 * A template with the resources of its nested stacks in place of the nested stacks, as if all were in one stack.
 *
 * A resource's id begins with the path of its nested stack: `Monitorenvironmentproduction` + `Alarmsfailed1234ABCD`.
 * References go to the resources themselves instead of through parameters and outputs. `nested` returns the template of
 * a nested stack, by the stack's id in `template`.
 */
export function wholeTemplate(template: NestedTemplate, nested: ReadNested): NestedTemplate {
  const whole = unfold(template, '', nested, (parameter) => ({ Ref: parameter }), {});
  const { Resources: _, ...rest } = template;
  return { ...(whole.value(rest) as object), Resources: whole.resources() };
}

type ReadNested = (id: string, resource: NestedResource, inside: NestedTemplate) => NestedTemplate;

/** One stack's template; `parameters` are the values that its parent gives, which `parent` rewrites. */
interface Unfolded {
  readonly template: NestedTemplate;
  /** Rewrites a value of the template. */
  value(each: unknown): unknown;
  resources(): Record<string, NestedResource>;
}

function unfold(
  template: NestedTemplate,
  beginning: string,
  nested: ReadNested,
  parent: (value: unknown) => unknown,
  parameters: Readonly<Record<string, unknown>>,
): Unfolded {
  const own = template.Resources ?? {};
  const stacks = new Map<string, Unfolded>();
  const value = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(value);
    if (typeof each !== 'object' || each === null) return each;
    const { Ref, 'Fn::GetAtt': attribute } = each as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
    if (typeof Ref === 'string') {
      if (Ref in parameters) return parent(parameters[Ref]);
      return Ref in own ? { Ref: `${beginning}${Ref}` } : each;
    }
    if (Array.isArray(attribute)) {
      const [id, name] = attribute as [string, string];
      const stack = stacks.get(id);
      if (stack === undefined || !name.startsWith('Outputs.'))
        return { 'Fn::GetAtt': [`${beginning}${id}`, name] };
      return stack.value(stack.template.Outputs![name.slice('Outputs.'.length)]!.Value);
    }
    return Object.fromEntries(Object.entries(each).map(([key, part]) => [key, value(part)]));
  };
  for (const [id, resource] of Object.entries(own)) {
    if (resource.Type !== NESTED_STACK) continue;
    const given = (resource.Properties?.Parameters ?? {}) as Record<string, unknown>;
    stacks.set(id, unfold(nested(id, resource, template), `${beginning}${pathOf(id)}`, nested, value, given));
  }
  /** A nested stack among them has no resource of its own here. */
  const ids = (after: unknown) =>
    [after].flat().flatMap((id) => (stacks.has(String(id)) ? [] : [`${beginning}${String(id)}`]));
  const resources = () =>
    Object.fromEntries(
      Object.entries(own).flatMap(([id, resource]) => {
        const stack = stacks.get(id);
        if (stack !== undefined) return Object.entries(stack.resources());
        const { DependsOn: after } = resource;
        const moved = { ...(value(resource) as NestedResource), ...(after ? { DependsOn: ids(after) } : {}) };
        return [[`${beginning}${id}`, moved] as [string, NestedResource]];
      }),
    );
  return { template, value, resources };
}

/** Path of a nested stack. CDK gives it the id `<path>NestedStack<id>NestedStackResource<hash>`. */
export function pathOf(id: string): string {
  return id.slice(0, id.indexOf('NestedStack'));
}
