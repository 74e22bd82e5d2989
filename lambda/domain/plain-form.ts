/**
 * Lines of a normal run exactly as golang-migrate prints them, with an identifier of short lower-case words.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go (runMigrations, newMigration)
 */
const PLAIN_FORM =
  /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?(?:(?:Start buffering|Scheduled|Read and execute|Finished) )?\d{1,20}\/[ud] [a-z0-9]{1,16}(?:[_.-][a-z0-9]{1,16}){0,12}(?: \([0-9.hmnsuµ]{2,24}\)| \(read [0-9.hmnsuµ]{2,24}, ran [0-9.hmnsuµ]{2,24}\))?$/;

/**
 * Is this line in the form that most lines of a run have?
 *
 * Then nothing is wrapped around it and nothing in it can be a secret, so it needs neither unwrapping nor redaction
 * (a property test holds both to that).
 */
export function isPlainForm(text: string): boolean {
  return PLAIN_FORM.test(text);
}
