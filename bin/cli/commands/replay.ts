import { addCommand, type Program } from '../command.ts';

const HELP = `\
Plays a scenario through the functions that its settings would deploy, and prints the runs, the incidents and the \
pages. A scenario is a file with settings and steps (log events, state events, minutes that pass); docs/replay.md \
describes it. Needs no AWS account. With --json, input that could not be read is reported on standard error.

Examples:
  migrate-watch replay examples/replay-killed-task.json
  migrate-watch replay --json scenario.json | jq '.pages[].title'

Exit codes: 0 the scenario was played, with any result; 2 it cannot be read.`;

export function addReplay(to: Program): void {
  addCommand(to, {
    name: 'replay',
    description: 'play a scenario through the functions that its settings would deploy',
    help: HELP,
  })
    .argument('<file>', 'scenario, JSON or YAML; - is standard input')
    .option('--json', 'one JSON object with runs, incidents and pages')
    .action((file: string, options: { json?: boolean }) =>
      to.run(async () => (await import('../replay.ts')).replay(file, options)),
    );
}
