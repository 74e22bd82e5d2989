import type * as z from 'zod/mini';
import { didYouMean } from './closest.ts';
import type { SettingsDocument } from './document.ts';
import { keysOf, valueAt } from './loose.ts';
import { formatPath, formatValue, oneOf, type Path, type Problem } from './problem.ts';
import { innerOf, shapeOf } from './schema-walk.ts';
import { settingsField } from './shape.ts';

/**
 * Problems for what does not fit the shape. A value below a path for which `isSecret` holds is never shown.
 */
export function shapeProblems(
  document: SettingsDocument,
  issues: readonly z.core.$ZodIssue[],
  isSecret: (path: Path) => boolean,
): readonly Problem[] {
  const seen = new Set<string>();
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey(document, keysOf(issue), key));
    }
    const path = keysOf(issue);
    const where = formatPath(path);
    // A leaf has one sentence for all its checks: the second to fail has nothing to add.
    if (seen.has(where)) return [];
    seen.add(where);
    if (isSecret(path)) return [];
    return document.problem(path, `${where || 'the file'} ${fault(document.value, path, issue)}`);
  });
}

function fault(root: unknown, path: Path, issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return `is not a name; expected ${issue.issues[0]?.message}`;
  const value = valueAt(root, path);
  if (value === undefined) return `is missing; expected ${issue.message}`;
  const isText = issue.code === 'invalid_type' && issue.expected === 'string';
  const unquoted = typeof value === 'number' || typeof value === 'boolean';
  const advice = isText && unquoted ? `; a text that looks like a ${typeof value} needs quotes` : '';
  const word = typeof value === 'string' && issue.code === 'invalid_value';
  const meant = word ? didYouMean(value, issue.values.map(String)) : '';
  return `is ${formatValue(value)}; expected ${issue.message}${meant || advice}`;
}

function unknownKey(document: SettingsDocument, parent: Path, key: string): Problem {
  const known = keysAt(parent);
  const where = parent.length === 0 ? '' : ` in ${formatPath(parent)}`;
  const path = [...parent, key];
  const message = `${formatPath(path)} is not known${where}; expected ${oneOf(known)}${didYouMean(key, known)}`;
  return document.problem(path, message, 'key');
}

/** Keys that the mapping at `path` may have. */
function keysAt(path: Path): readonly string[] {
  let schema: z.core.$ZodType | undefined = settingsField.schema;
  for (const part of path) schema = schema && innerOf(schema, part);
  return schema ? Object.keys(shapeOf(schema)) : [];
}
