import type * as z from 'zod/mini';

/**
 * `SOURCES.0.nth: expected at least 1`: where a value does not fit its schema, and what is allowed. Never the value, which may be a
 * secret. `root` is the name of the whole, written before each path; empty if nothing is to be written there.
 */
export function issueWords(root: string, issue: z.core.$ZodIssue): string {
  return `${[root, ...issue.path].filter((part) => part !== '').join('.')}: ${expectationOf(issue)}`;
}

/** zod/mini carries no texts of its own; what it expected is in the issue. */
function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'invalid_value':
      return `expected one of ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return `unknown ${issue.keys.join(', ')}`;
    case 'too_small':
      return `expected at least ${issue.minimum}`;
    default:
      return issue.code;
  }
}
