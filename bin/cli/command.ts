import { type Command, InvalidArgumentError, Option } from 'commander';
import { wrap } from './columns.ts';
import { typedMoment } from './monitor/times.ts';

/** What a command needs of the program that it is added to. */
export interface Program {
  readonly program: Command;
  /** Columns of the help texts. */
  readonly columns: number;
  /** Runs a command; its result becomes the exit code of the program. */
  readonly run: (command: () => Promise<number>) => Promise<void>;
}

export interface CommandTexts {
  readonly name: string;
  readonly description: string;
  /** Shown after the list of options: what the command does, examples, exit codes. */
  readonly help: string;
}

/**
 * Adds a command to the program. Its arguments, options and action follow.
 *
 * The action imports the code of the command, so that help and mistakes answer at once.
 */
export function addCommand(
  { program, columns }: Program,
  { name, description, help }: CommandTexts,
): Command {
  return program
    .command(name)
    .showHelpAfterError(pointerTo(`${nameOf(program)} ${name}`))
    .description(description)
    .addHelpText('after', `\n${fitted(help, columns)}`);
}

/** `migrate-watch review`: a command's name as it is typed. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** The same for a command that reads a deployed monitor: with the options that find it. */
export function addMonitorCommand(to: Program, texts: CommandTexts): Command {
  return addCommand(to, { ...texts, help: `${texts.help}\n\n${FOUND}` })
    .option('--stack <name>', 'stack of the monitor')
    .option('--profile <name>', 'profile of the AWS CLI')
    .option('--region <name>', 'AWS Region');
}

/** `--since`, by default the moment that `text` means. */
export function sinceOption(text: string): Option {
  return new Option('--since <time>', 'from when on: 7d, 12h, a date, yesterday, monday …')
    .argParser(typedMoment)
    .default(typedMoment(text), text);
}

export function untilOption(): Option {
  return new Option('--until <time>', 'until when, in the same forms; now when left out').argParser(
    typedMoment,
  );
}

/** A number of things, at least 1. @throws InvalidArgumentError for anything else */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number, at least 1.');
  return Number(text);
}

const FOUND =
  'Without --stack, it is the stack that migrate-watch.yaml in this directory names, else the only monitor of the Region. ' +
  'AWS credentials and Region are found as the AWS CLI finds them.';

/** Shown after a mistake on the command line. */
export function pointerTo(command: string): string {
  return `(${command} --help shows what is possible)`;
}

/** Wraps sentences to `columns` columns; indented lines, such as commands, stay as they are. */
function fitted(text: string, columns: number): string {
  const lines = text.split('\n').flatMap((line) => (line.startsWith(' ') ? [line] : wrap(line, columns)));
  return lines.join('\n');
}
