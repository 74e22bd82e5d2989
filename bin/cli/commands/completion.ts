import { Argument } from 'commander';
import { addCommand, type Program } from '../command.ts';
import type { Shell } from '../completion.ts';

const HELP = `\
Prints a script that completes the commands and options of migrate-watch.

Examples:
  source <(migrate-watch completion bash)
  migrate-watch completion zsh >> ~/.zshrc`;

export function addCompletion(to: Program): void {
  addCommand(to, { name: 'completion', description: 'print a completion script for a shell', help: HELP })
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh']))
    .action((shell: Shell) =>
      to.run(async () => {
        process.stdout.write((await import('../completion.ts')).completionScript(to.program, shell));
        return 0;
      }),
    );
}
