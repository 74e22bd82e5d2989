import type { Command } from 'commander';

export type Shell = 'bash' | 'zsh';

/** The words that may follow a command: its options, and choices of its arguments. */
interface Words {
  readonly command: string;
  readonly words: readonly string[];
}

/** A script that completes commands and options of `program`. It does not complete names of databases, because completing must not ask AWS. */
export function completionScript(program: Command, shell: Shell): string {
  const commands: readonly Words[] = program.commands.map((command) => ({
    command: command.name(),
    words: [
      ...command.options.flatMap(({ long }) => long ?? []),
      '--help',
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    ],
  }));
  const names = [...commands.map(({ command }) => command), '--help', '--version'].join(' ');
  const cases = commands.map(({ command, words }) => `    ${command}) words='${words.join(' ')}' ;;`);
  const bash = [
    '_migrate_watch() {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the shell
    '  local words current="${COMP_WORDS[COMP_CWORD]}"',
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words='${names}'`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the shell
    '  else case "${COMP_WORDS[1]}" in',
    ...cases,
    '    *) return ;;',
    '  esac; fi',
    '  while IFS=\'\' read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")',
    '}',
    'complete -o default -F _migrate_watch migrate-watch',
  ];
  const own = bash.join('\n');
  // zsh runs the same function through its layer for bash's completion.
  return shell === 'bash' ? `${own}\n` : `autoload -U +X bashcompinit && bashcompinit\n${own}\n`;
}
