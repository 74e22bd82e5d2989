import type { Incident } from '../incidents/incident.ts';
import type { RunSummary } from '../incidents/run-summary.ts';
import type { TargetState } from '../incidents/target-state.ts';

/** Lines about failures that joined this incident only because many came at once; empty if there are none. */
export function brakedLines({ braked }: Incident, { runs }: TargetState): readonly string[] {
  if (braked === undefined) return [];
  // Only the last ten marks are kept, so these lines cannot say how often each failure came.
  const each = [...new Set(runs.filter(({ id }) => braked.marks.includes(id)).map(failureOf))];
  return each.length === 0
    ? []
    : [
        'Many different failures of this database came within ten minutes: from the sixth on they joined this incident.',
        `The last of them: ${each.join('; ')}.`,
      ];
}

/** Did people get an `opened` page about it more than once? */
export function isOpenedAgain({ openings = 1 }: Incident): boolean {
  return openings > 1;
}

export function openedAgainLines(incident: Incident): readonly string[] {
  return isOpenedAgain(incident)
    ? [
        'Opened again, because more joined it in its first ten minutes: people who acknowledged or closed it before did not see all of this.',
      ]
    : [];
}

function failureOf({ version, errorClass, outcome, code }: RunSummary): string {
  const where = version === null ? '' : `version ${version}, `;
  return `${where}${errorClass ?? outcome}${code === null ? '' : ` (${code})`}`;
}
