/** A template as `cdk synth` writes it, as far as it is changed here. */
export interface Template {
  Resources: Record<string, Resource>;
  [section: string]: unknown;
}

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  [attribute: string]: unknown;
}

/**
 * Resource types that the emulator's CloudFormation refuses; it would roll the whole stack back.
 *
 * Left out of the deployment of the end-to-end tests, nowhere else; `test/lib` holds them on the template.
 */
export const REFUSED_TYPES: readonly string[] = [
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::AnomalyDetector',
  'AWS::CloudWatch::AlarmMuteRule',
];

/** Of the types that it takes, those with this property are refused as well: metric math and anomaly bands. */
export const REFUSED_PROPERTIES: readonly (readonly [type: string, property: string])[] = [
  ['AWS::CloudWatch::Alarm', 'Metrics'],
];

/** A template for the emulator, and what it lacks. */
export interface EmulatorTemplate {
  readonly template: Template;
  /** Logical ids that were left out, with their types. */
  readonly leftOut: Readonly<Record<string, string>>;
}

/** A function's environment variables as deployed, made from those in the template. */
export type Redirect = (variables: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/**
 * `template` without what the emulator refuses, and with every function's environment variables as `redirect` makes them.
 *
 * References to alarms that were left out become the ARNs and names that they would have had.
 */
export function forEmulator(template: Template, redirect: Redirect = (same) => same): EmulatorTemplate {
  const leftOut = Object.fromEntries(
    Object.entries(template.Resources)
      .filter(([, resource]) => isRefused(resource))
      .map(([id, { Type }]) => [id, Type]),
  );
  const names = new Map(Object.keys(leftOut).map((id) => [id, nameOf(id, template.Resources[id]!)]));
  const kept = Object.entries(template.Resources).filter(([id]) => !(id in leftOut));
  const resources = kept.map(([id, resource]) => [
    id,
    withoutWaiting(withEnvironment(resource, redirect), leftOut),
  ]);
  const changed = { ...template, Resources: Object.fromEntries(resources) };
  return { template: resolved(changed, names) as Template, leftOut };
}

function isRefused({ Type, Properties = {} }: Resource): boolean {
  return (
    REFUSED_TYPES.includes(Type) ||
    REFUSED_PROPERTIES.some(([type, property]) => type === Type && property in Properties)
  );
}

function nameOf(id: string, { Properties = {} }: Resource): string {
  const name = Properties['AlarmName'];
  return typeof name === 'string' ? name : id;
}

/** A resource cannot wait for one that was left out. */
function withoutWaiting(resource: Resource, leftOut: Readonly<Record<string, string>>): Resource {
  const { DependsOn: after, ...rest } = resource;
  const left = [after ?? []].flat().filter((id) => !(String(id) in leftOut));
  return left.length === 0 ? (rest as Resource) : { ...resource, DependsOn: left };
}

function withEnvironment(resource: Resource, redirect: Redirect): Resource {
  if (resource.Type !== 'AWS::Lambda::Function') return resource;
  const own = (resource.Properties?.['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
  const Environment = { Variables: redirect(own.Variables ?? {}) };
  return { ...resource, Properties: { ...resource.Properties, Environment } };
}

/** The value with every reference to an alarm in `names` written out. */
function resolved(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => resolved(each, names));
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: unknown; 'Fn::GetAtt'?: unknown };
  if (typeof Ref === 'string' && names.has(Ref)) return names.get(Ref);
  if (Array.isArray(attribute) && names.has(attribute[0] as string)) {
    const name = names.get(attribute[0] as string)!;
    return {
      'Fn::Sub': `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${name}`,
    };
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each, names)]));
}
