import type { Branch } from '../../lambda/domain/model/verdict.ts';
import { deploymentOf } from './deployment.ts';
import { baseName, textOf } from './migration-file.ts';
import type { Played } from './play.ts';
import { versionAfter } from './scenario.ts';

/** Everything about one scenario, for reading and for making a fixture. */
export function showPlayed({ scenario, before, logs, truth, told, grade, repair }: Played): string {
  const { files, start, target, at, direction } = scenario;
  const shown = files.map((file, index) => {
    const how = index === at ? 'flawed' : 'correct';
    return `--- ${baseName(file)}.${direction}.sql\n${textOf(file, direction, how)}`;
  });
  const verdict = (which: 'text' | 'declared') =>
    `${which}: ${grade[which]}; outcome ${told[which].outcome}, state ${told[which].verdict?.state ?? 'none'}; ${told[which].verdict?.evidence.join(' ') ?? ''}`;
  return [
    `=== scenario ${scenario.seed}: ${scenario.engine}, ${scenario.what}; ${scenario.command} from ${versionAfter(scenario, start)} to ${versionAfter(scenario, target)}; ${scenario.parameters.join('&')}`,
    ...shown,
    ...logs.map(({ text, exitCode }) => `--- printed (exit ${exitCode})\n${text}`),
    `--- truth: ${JSON.stringify(truth)}`,
    verdict('text'),
    verdict('declared'),
    ...(repair === null
      ? []
      : [`--- typed, as ${scenario.typed} has it; a part is to be ${scenario.chosen}`]),
    ...(repair === null ? [] : [showBranches(told[scenario.typed].next)]),
    ...(repair?.typed ?? []).map((one) => `$ ${one.line}\n[${one.exitCode}] ${one.output.trimEnd()}`),
    ...(repair === null
      ? []
      : [`=> ${repair.end}: ${repair.why}${repair.stuck ? `; stuck: ${repair.stuck}` : ''}`]),
    `--- for migrate-watch replay: ${JSON.stringify(deploymentOf(scenario, before === undefined ? logs : [before, ...logs]))}`,
  ].join('\n');
}

function showBranches(next: readonly Branch[]): string {
  return next
    .map(({ when, steps }) =>
      [when ?? 'Always', ...steps.map((step) => `    ${'do' in step ? step.do : `$ ${step.command}`}`)].join(
        '\n',
      ),
    )
    .join('\n');
}
