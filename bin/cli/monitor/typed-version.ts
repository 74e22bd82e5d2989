import { InvalidArgumentError } from 'commander';

/**
 * Reads the version of a migration, as golang-migrate prints it.
 *
 * @throws InvalidArgumentError of the command line for anything but 1 to 20 digits
 */
export function typedVersion(text: string): string {
  if (!/^\d{1,20}$/.test(text))
    throw new InvalidArgumentError('Expected the digits of a version, such as 12.');
  return text;
}
