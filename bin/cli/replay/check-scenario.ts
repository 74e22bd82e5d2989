import type { Report } from '../../../lib/settings/check.ts';
import { entriesOf } from '../../../lib/settings/check.ts';
import type { PartialSettings } from '../../../lib/settings/partial-settings.ts';
import { oneOf, type Path } from '../../../lib/settings/problem.ts';
import type { ScenarioInput } from './scenario-shape.ts';

const KINDS = ['clock', 'lifecycle', 'logEvents', 'settings', 'sweepAfterMinutes'] as const;

type Input = PartialSettings<ScenarioInput>;

/** Checks the rules between the parts of a scenario. Reads only well-formed parts. */
export function checkScenario(input: Input, report: Report): void {
  oneStory(input, report);
  stepsInOrder(input, report);
  if (input.repeat !== undefined) linesOfTasks(input.repeat, report);
}

function oneStory(input: Input, report: Report): void {
  if ('steps' in input && 'repeat' in input)
    report.problem(['repeat'], 'is used together with steps; expected one of the two', 'key');
  if (!('steps' in input) && !('repeat' in input))
    report.problem([], 'has neither steps nor repeat; expected one of the two');
  if ('repeat' in input && !('clock' in input))
    report.problem(['clock'], 'is missing; expected the time at which the first task prints');
}

/** Each step has exactly one kind, and no step goes back in time. */
function stepsInOrder(input: Input, report: Report): void {
  let now = input.clock === undefined ? undefined : Date.parse(input.clock);
  let isSaid = 'clock' in input;
  for (const [index, step] of entriesOf(input.steps)) {
    const path: Path = ['steps', index];
    const said = KINDS.filter((kind) => kind in step);
    if (said.length !== 1) {
      // A misspelt key is reported by the check of the scenario's shape.
      if (said.length > 1 || Object.keys(step).length === 0)
        report.problem(
          path,
          `has ${said.length === 0 ? 'no key' : said.join(' and ')}; expected one of ${oneOf(KINDS)}`,
        );
      continue;
    }
    if (!isSaid && said[0] !== 'clock') {
      report.problem(path, 'comes before any clock; expected a step { "clock": … } first');
      isSaid = true;
    }
    isSaid ||= said[0] === 'clock';
    if (step.sweepAfterMinutes !== undefined && now !== undefined) now += step.sweepAfterMinutes * 60_000;
    if (step.clock === undefined) continue;
    const at = Date.parse(step.clock);
    if (now !== undefined && at < now)
      report.problem(
        [...path, 'clock'],
        `is '${step.clock}', before the time that the clock has reached; expected ${new Date(now).toISOString()} or later`,
      );
    now = Math.max(at, now ?? at);
  }
}

function linesOfTasks(repeat: NonNullable<Input['repeat']>, report: Report): void {
  const said = (['lines', 'each'] as const).filter((key) => key in repeat);
  if (said.length === 1) return;
  const has = said.length === 0 ? 'neither lines nor each' : 'both lines and each';
  report.problem(['repeat'], `has ${has}; expected one of the two`);
}
