import { collect } from './check.ts';
import { checkDatabases } from './checks/databases.ts';
import { checkErrorPatterns } from './checks/error-patterns.ts';
import { checkEscalation } from './checks/escalation.ts';
import { checkFormerNames } from './checks/former-names.ts';
import { checkNames } from './checks/names.ts';
import { checkOrder } from './checks/order.ts';
import { checkReview } from './checks/review.ts';
import { checkRoutes } from './checks/routes.ts';
import { checkSameNames } from './checks/same-names.ts';
import { checkSources } from './checks/sources.ts';
import { checkTimes } from './checks/times.ts';
import { readDocument, type SettingsDocument } from './document.ts';
import { inlineSecrets } from './inline-secrets.ts';
import { pathsOf, wellFormed } from './partial-settings.ts';
import type { Problem } from './problem.ts';
import { resolveSettings } from './resolve.ts';
import { shapeProblems } from './schema/problems.ts';
import { type SettingsInput, settingsField } from './schema/settings.ts';
import type { Settings } from './settings.ts';

/** Result of reading a settings file; it has settings only when there are no problems. */
export interface SettingsReading {
  readonly settings: Settings | undefined;
  /** Every problem, in the order of the file. */
  readonly problems: readonly Problem[];
  /**
   * Questionable settings, which are still used. Empty when there are problems, because warnings would mostly repeat
   * them.
   */
  readonly warnings: readonly Problem[];
}

const SHORTEST = 'sources: [{ logGroup: /ecs/orders-migrate, database: orders }]';

/** Reads and checks the text of a settings file as a whole; `file` is its name in problems. Never throws. */
export function readSettings(text: string, file: string): SettingsReading {
  return readSettingsDocument(readDocument(text, file));
}

/** The same for a document that was read already, or a part of one. */
export function readSettingsDocument(document: SettingsDocument): SettingsReading {
  if (document.syntax.length > 0) return { settings: undefined, problems: document.syntax, warnings: [] };
  if (document.value === null || document.value === undefined) {
    const problems = [document.problem([], `${document.called([])} is empty; expected at least ${SHORTEST}`)];
    return { settings: undefined, problems, warnings: [] };
  }
  const shaped = settingsField.schema.safeParse(document.value);
  const issues = shaped.error?.issues ?? [];
  const secrets = inlineSecrets(document);
  const checked = collect(document);
  const settings = wellFormed<SettingsInput>(document.value, [...issues.flatMap(pathsOf), ...secrets.paths]);
  for (const check of [
    checkNames,
    checkFormerNames,
    checkOrder,
    checkSameNames,
    checkDatabases,
    checkSources,
    checkRoutes,
    checkEscalation,
    checkReview,
    checkTimes,
    checkErrorPatterns,
  ]) {
    check(settings, checked);
  }
  const problems = [
    ...secrets.problems,
    ...shapeProblems(document, settingsField.schema, issues, secrets.isSecret),
    ...checked.problems,
  ].sort(byPlace);
  const isUsable = shaped.success && problems.length === 0;
  return {
    settings: isUsable ? resolveSettings(shaped.data) : undefined,
    problems,
    warnings: isUsable ? checked.warnings.sort(byPlace) : [],
  };
}

function byPlace(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}
