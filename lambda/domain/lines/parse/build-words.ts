/** The command that a build's phase failed with. */
export interface FailedCommand {
  readonly commandLine: string;
  readonly exitCode: number;
}

/**
 * The command that failed, and its exit status, in the words of a build's phases; `undefined` when they name none.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html (COMMAND_EXECUTION_ERROR)
 */
export function failedCommand(words: string | null): FailedCommand | undefined {
  const [, commandLine, status] =
    /Error while executing command: ([\s\S]*?)\. Reason: exit status (\d+)/.exec(words ?? '') ?? [];
  return commandLine === undefined ? undefined : { commandLine, exitCode: Number(status) };
}
