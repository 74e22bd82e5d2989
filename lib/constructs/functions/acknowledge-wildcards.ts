import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Tells cdk-nag why statements of the role or policy `scope` hold these wildcards: resources as ARNs, actions as `kms:…`.
 *
 * cdk-nag's name for a finding is made from the template, with references in angle brackets.
 */
export function acknowledgeWildcards(
  scope: IConstruct,
  wildcards: readonly string[],
  { reason }: { readonly reason: string },
): void {
  const texts = wildcards.map((wildcard) => flat(Stack.of(scope).resolve(wildcard)));
  Validations.of(scope).acknowledge(
    ...texts.map((text) => ({
      id: `AwsSolutions-IAM5[${/^[a-z]+:[A-Z]/.test(text) ? 'Action' : 'Resource'}::${text}]`,
      reason,
    })),
  );
}

function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const {
    Ref: ref,
    'Fn::GetAtt': attribute,
    'Fn::ImportValue': imported,
    'Fn::Join': join,
  } = value as Record<string, unknown>;
  if (imported !== undefined) return flat(imported);
  if (ref !== undefined) return `<${String(ref)}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(flat).join(String(join[0]));
  return JSON.stringify(value);
}
