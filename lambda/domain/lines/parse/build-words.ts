/** The command that made a build's phase fail. */
export interface FailedCommand {
  readonly commandLine: string;
  readonly exitCode: number;
}

/**
 * The command that failed, and its exit status, from the messages of a build's phases; `undefined` when they name none.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/troubleshooting.html (COMMAND_EXECUTION_ERROR)
 */
export function failedCommand(words: string | null): FailedCommand | undefined {
  const [, commandLine, status] =
    /Error while executing command: ([\s\S]*?)\. Reason: exit status (\d+)/.exec(words ?? '') ?? [];
  return commandLine === undefined ? undefined : { commandLine, exitCode: Number(status) };
}
