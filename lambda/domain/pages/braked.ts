import type { Incident } from '../incidents/incident.ts';
import type { RunSummary } from '../incidents/run-summary.ts';
import type { TargetState } from '../incidents/target-state.ts';

/** Failures that joined this incident and would have had one of their own; none when none did. */
export function brakedLines({ braked }: Incident, { runs }: TargetState): readonly string[] {
  if (braked === undefined) return [];
  const counts = new Map<string, number>();
  for (const run of runs) {
    if (!braked.marks.includes(run.id)) continue;
    const what = failureOf(run);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const each = [...counts].map(([what, count]) => (count === 1 ? what : `${count} times ${what}`));
  return each.length === 0
    ? []
    : [
        'Many different failures of this database came within ten minutes: from the sixth on they joined this incident.',
        `The last of them: ${each.join('; ')}.`,
      ];
}

function failureOf({ version, errorClass, outcome, code }: RunSummary): string {
  const where = version === null ? '' : `version ${version}, `;
  return `${where}${errorClass ?? outcome}${code === null ? '' : ` (${code})`}`;
}
