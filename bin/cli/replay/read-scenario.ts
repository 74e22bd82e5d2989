import { collect } from '../../../lib/settings/check.ts';
import { documentWithin, readDocument, type SettingsDocument } from '../../../lib/settings/document.ts';
import { pathsOf, wellFormed } from '../../../lib/settings/partial-settings.ts';
import type { Path, Problem } from '../../../lib/settings/problem.ts';
import {
  readSettings,
  readSettingsDocument,
  type SettingsReading,
} from '../../../lib/settings/read-settings.ts';
import { shapeProblems } from '../../../lib/settings/schema/problems.ts';
import type { Settings } from '../../../lib/settings/settings.ts';
import { checkScenario } from './check-scenario.ts';
import { rawInput } from './raw-input.ts';
import type { Scenario } from './scenario.ts';
import { type ScenarioInput, scenarioField } from './scenario-shape.ts';
import { repeatedSteps, writtenSteps } from './steps.ts';

export interface ScenarioReading {
  /** `undefined` when there are problems. */
  readonly scenario: Scenario | undefined;
  /** Everything that is wrong with the scenario and with the settings in it. */
  readonly problems: readonly Problem[];
}

/** Reads and checks the text of a scenario (JSON, or YAML) as a whole; `file` is its name in problems. Never throws. */
export function readScenario(text: string, file: string): ScenarioReading {
  const document = readDocument(text, file);
  if (document.syntax.length > 0) return refused(document.syntax);
  const raw = rawInput(document.value);
  if (raw !== undefined) return refused([document.problem([], `${document.called([])} ${raw}`)]);
  const shaped = scenarioField.schema.safeParse(document.value);
  const issues = shaped.error?.issues ?? [];
  const checked = collect(document);
  checkScenario(wellFormed<ScenarioInput>(document.value, issues.flatMap(pathsOf)), checked);
  const { settings, problems } = settingsWithin(document, file, ['settings']);
  const deployed = deployedLater(document, file, settings);
  const all = [...shapeProblems(document, scenarioField.schema, issues), ...checked.problems].sort(
    (a, b) => a.line - b.line || a.column - b.column,
  );
  if (!shaped.success || settings === undefined || all.length > 0 || deployed.problems.length > 0)
    return refused([...all, ...problems, ...deployed.problems]);
  const { startsAt, steps } = story(shaped.data, settings.logGroups, deployed.settings);
  return {
    scenario: { settings, startsAt, steps },
    problems: [],
  };
}

function refused(problems: readonly Problem[]): ScenarioReading {
  return { scenario: undefined, problems };
}

/** Reads the settings with their own reader. The scenario's shape reports settings in the wrong place. */
function settingsWithin(document: SettingsDocument, file: string, path: Path): SettingsReading {
  const within = documentWithin(document, path);
  const called = path.length === 1 ? 'settings' : `steps[${path[1]}].settings`;
  if (typeof within.value === 'string') return readSettings(within.value, `${file}, ${called}`);
  const isMapping = typeof within.value === 'object' && within.value !== null && !Array.isArray(within.value);
  return isMapping ? readSettingsDocument(within) : { settings: undefined, problems: [], warnings: [] };
}

interface DeployedLater {
  /** By the index of the step. */
  readonly settings: ReadonlyMap<number, Settings>;
  readonly problems: readonly Problem[];
}

/** The settings of steps that deploy the monitor again; `first` are those that it begins with. */
function deployedLater(document: SettingsDocument, file: string, first: Settings | undefined): DeployedLater {
  const { steps } = (document.value ?? {}) as { readonly steps?: unknown };
  const paths = (Array.isArray(steps) ? steps : []).flatMap((step: unknown, index) =>
    typeof step === 'object' && step !== null && 'settings' in step
      ? [['steps', index, 'settings'] as const]
      : [],
  );
  const read = paths.map((path) => ({ path, ...settingsWithin(document, file, path) }));
  const renamed = read.filter(({ settings }) => first && settings && settings.name !== first.name);
  return {
    settings: new Map(read.flatMap(({ path, settings }) => (settings ? [[path[1], settings] as const] : []))),
    problems: [
      ...read.flatMap(({ problems }) => problems),
      ...renamed.map(({ path, settings }) =>
        document.problem(
          [...path, 'name'],
          `${document.called(path)} are of another monitor, ${settings!.name}; expected the name ${first!.name}`,
        ),
      ),
    ],
  };
}

function story(
  { clock, steps, repeat }: ScenarioInput,
  logGroups: Scenario['settings']['logGroups'],
  deployed: DeployedLater['settings'],
): Pick<Scenario, 'startsAt' | 'steps'> {
  if (repeat !== undefined) {
    const startsAt = Date.parse(clock!);
    return { startsAt, steps: repeatedSteps(repeat, startsAt, logGroups[0]!) };
  }
  const written = writtenSteps(steps!, deployed);
  return { startsAt: Date.parse(clock ?? steps![0]!.clock!), steps: written };
}
