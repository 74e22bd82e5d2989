import type * as z from 'zod/mini';
import { didYouMean } from '../closest.ts';
import { type SettingsDocument, THE_FILE } from '../document.ts';
import { keysOf, valueAt } from '../partial-settings.ts';
import { formatPath, formatValue, oneOf, type Path, type Problem } from '../problem.ts';
import { innerOf, shapeOf } from './walk.ts';

/**
 * Problems for values that do not fit `schema`. A value below a path for which `isSecret` holds is never shown.
 */
export function shapeProblems(
  document: SettingsDocument,
  schema: z.core.$ZodType,
  issues: readonly z.core.$ZodIssue[],
  isSecret: (path: Path) => boolean = () => false,
): readonly Problem[] {
  const seen = new Set<string>();
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey(document, schema, keysOf(issue), key));
    }
    const path = keysOf(issue);
    const where = formatPath(path);
    // A leaf has one message for all its checks, so a second failing check adds nothing.
    if (seen.has(where)) return [];
    seen.add(where);
    if (isSecret(path)) return [];
    return document.problem(path, `${document.called(path)} ${fault(document.value, path, issue)}`);
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

function unknownKey(document: SettingsDocument, schema: z.core.$ZodType, parent: Path, key: string): Problem {
  const known = keysAt(schema, parent);
  const where = document.called(parent) === THE_FILE ? '' : ` in ${document.called(parent)}`;
  const path = [...parent, key];
  const message = `${document.called(path)} is not known${where}; expected ${oneOf(known)}${didYouMean(key, known)}`;
  return document.problem(path, message, 'key');
}

/** Keys that the mapping at `path` may have. */
function keysAt(root: z.core.$ZodType, path: Path): readonly string[] {
  let schema: z.core.$ZodType | undefined = root;
  for (const part of path) schema = schema && innerOf(schema, part);
  return schema ? Object.keys(shapeOf(schema)) : [];
}
