/** A finding as cfn-lint prints it with `--format json`. */
export interface Finding {
  readonly Filename: string;
  readonly Location: { readonly Path?: readonly (string | number)[] | null };
  readonly Rule: { readonly Id: string };
  readonly Message: string;
}

/** Findings that are known and harmless, by rule. */
export const ALLOWED: Readonly<Record<string, string>> = {
  W3005: 'CDK makes a function depend on its role and also refers to it. One of the two would be enough.',
};

/** The findings that are not allowed: every error, and every warning but those in {@link ALLOWED}. */
export function refused(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ Rule }) => !Object.hasOwn(ALLOWED, Rule.Id));
}
