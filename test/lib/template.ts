import type { Resource, Synthesised } from './monitor-under-test.ts';

/** A statement of a policy. Single values are converted to lists. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  /** Flat text: references as `<Id>` or `<Id.Attribute>`. */
  readonly resources: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function statementsOf(document: {
  readonly Statement: readonly Record<string, unknown>[];
}): Statement[] {
  return document.Statement.map((statement) => ({
    sid: statement['Sid'] as string | undefined,
    effect: statement['Effect'] as Statement['effect'],
    principals: list(Object.values((statement['Principal'] ?? {}) as object).flat()).map(flat),
    actions: list(statement['Action']).map(String),
    resources: list(statement['Resource']).map(flat),
    conditions: (statement['Condition'] ?? {}) as Statement['conditions'],
  }));
}

/** The statements of a function's own role. */
export function rightsOf({ resources }: Synthesised, handler: string): readonly Statement[] {
  const [, fn] = Object.entries(resources).find(
    ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(`Monitor${handler}`),
  )!;
  const role = fn.Properties.Role['Fn::GetAtt'][0];
  return Object.values(resources)
    .filter(({ Type, Properties }) => Type === 'AWS::IAM::Policy' && refersTo(Properties.Roles, role))
    .flatMap(({ Properties }) => statementsOf(Properties.PolicyDocument));
}

/** Does `value` refer to the resource `id` anywhere? */
export function refersTo(value: unknown, id: string): boolean {
  return JSON.stringify(value).includes(`"${id}"`);
}

/** The resource that a reference refers to. */
export function resourceBehind({ resources }: Pick<Synthesised, 'resources'>, reference: unknown): Resource {
  const { Ref: ref, 'Fn::GetAtt': attribute } = reference as {
    Ref?: string;
    'Fn::GetAtt'?: readonly string[];
  };
  return resources[ref ?? attribute![0]!]!;
}

/** A value as text: references as `<Id>` or `<Id.Attribute>`, and `Fn::Join` joined. */
export function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const {
    Ref: ref,
    'Fn::GetAtt': attribute,
    'Fn::ImportValue': imported,
    'Fn::Join': join,
  } = value as Record<string, unknown>;
  if (imported !== undefined) return `export ${String(imported)}`;
  if (ref !== undefined) return `<${String(ref)}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(flat).join(String(join[0]));
  return JSON.stringify(value);
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
