import type { Fields } from './parse-object.ts';

/**
 * golang-migrate calls a `Logger` with a format and its values, `Printf(format, v...)`. Adapters that forget the dots, or that call
 * a method without a format, print both separately: `Start buffering [1/u init]`, `Finished %v (read %v, ran %v)` and then
 * `!BADKEY="[1/u init 11ms 31ms]"`. This file restores the line as golang-migrate would print it.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/log.go (Logger)
 */
const VERB = '(Start buffering|Scheduled|Read and execute)';
const DURATION = String.raw`(?:\d{1,9}(?:\.\d{1,9})?(?:ns|us|µs|ms|s|m|h)){1,4}`;
/** A duration that an encoder wrote as a number: whole nanoseconds, or a fraction of seconds. */
const NUMBER = String.raw`(?<=[\s,=])\d{1,18}(?:\.\d{1,18})?`;
const MISSING = String.raw`%!v\(MISSING\)`;
const NAME = String.raw`\d{1,20}\/[ud](?: [^\n]{0,400}?)?`;

/** All values were printed as one slice for the first verb, so that the other verbs have no value. */
const SLICED = new RegExp(
  String.raw`(?:${VERB} \[(${NAME})\]|Finished \[(${NAME}) (${DURATION}) (${DURATION})\] \(read ${MISSING}, ran ${MISSING}\)|\[(${NAME}) (${DURATION})\] \(${MISSING}\))\s*$`,
);

/** The unfilled format, followed by its values in any form, on this line or the next. */
const APART = new RegExp(
  String.raw`(?<!["'\`(])(?:${VERB} %v|(Finished) %v \(read %v, ran %v\)|%v \(%v\))(?:\\n|\s)*([^\n]*)$`,
);

/** What surrounds values that were printed separately from their format. */
const BEFORE_VALUES = String.raw`^(?:%!\(EXTRA )?(?:[!\w.[\]{} ]{1,40}=)?[["\\(]{0,4}`;
const BETWEEN = String.raw`["\\]{0,2}[\s,=]{0,3}(?:(?:!BADKEY|time\.Duration|ignored)=)?"?`;
const VALUES = [
  new RegExp(String.raw`${BEFORE_VALUES}(${NAME})(?:["\])].*)?$`),
  new RegExp(String.raw`${BEFORE_VALUES}(${NAME})${BETWEEN}(${DURATION}|${NUMBER})(?:["\]),\s].*)?$`),
  new RegExp(
    String.raw`${BEFORE_VALUES}(${NAME})${BETWEEN}(${DURATION}|${NUMBER})${BETWEEN}(${DURATION}|${NUMBER})(?:["\]),\s].*)?$`,
  ),
] as const;

/** Does this line end with a format of golang-migrate, so that its values are on the next line? */
export function endsWithFormat(text: string): boolean {
  return text.includes('%v') && APART.exec(text)?.[3] === '';
}

/**
 * A line whose values are beside its format, restored as golang-migrate would print it and with its prefix; `undefined` for any other.
 *
 * `text` may be two lines: the format, and the line after it.
 */
export function refilled(text: string): string | undefined {
  if (!text.includes('[') && !text.includes('%v')) return undefined;
  const sliced = SLICED.exec(text);
  if (sliced) {
    const [, verb, begun, finished, read, ran, plain, span] = sliced;
    return text.slice(0, sliced.index) + filled(verb, begun ?? finished ?? plain!, read ?? span, ran);
  }
  const apart = text.includes('%v') ? APART.exec(text) : null;
  if (!apart) return undefined;
  const [, verb, finished, values] = apart;
  const found = VALUES[verb ? 0 : finished ? 2 : 1].exec(values!);
  return found ? text.slice(0, apart.index) + filled(verb, found[1]!, found[2], found[3]) : undefined;
}

/** Two durations make the verbose line of a finished migration, one duration makes its plain line. */
function filled(verb: string | undefined, named: string, first?: string, second?: string): string {
  // logrus pads messages.
  const name = named.trimEnd();
  if (verb) return `${verb} ${name}`;
  if (second === undefined) return `${name} (${duration(first!)})`;
  return `Finished ${name} (read ${duration(first!)}, ran ${duration(second)})`;
}

function duration(printed: string): string {
  if (!/^[\d.]+$/.test(printed)) return printed;
  const ms = printed.includes('.') ? Number(printed) * 1e3 : Number(printed) / 1e6;
  return `${Number(ms.toFixed(6))}ms`;
}

/** The lines of one text, with each format and its values on the next line joined. */
export function refilledLines(lines: readonly string[]): readonly string[] {
  if (!lines.some(endsWithFormat)) return lines;
  const whole: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const both =
      i + 1 < lines.length && endsWithFormat(lines[i]!)
        ? refilled(`${lines[i]}\n${lines[i + 1]}`)
        : undefined;
    whole.push(both ?? lines[i]!);
    if (both) i++;
  }
  return whole;
}

/** A record's message; if it is an unfilled format, filled with the values in other fields of the record. */
export function withLostValues(message: string, record: Fields): string {
  if (!endsWithFormat(message.trimEnd())) return message;
  for (const [key, value] of Object.entries(record)) {
    // slog uses the first value as a key, and `!BADKEY` for the last one, which has no key.
    const values = NAMED.test(key) ? [key, value, record['!BADKEY']] : Array.isArray(value) ? value : [value];
    if (typeof values[0] !== 'string' || !NAMED.test(values[0])) continue;
    const filled = refilled(`${message.trimEnd()}\n${values.filter(isPrinted).join(' ')}`);
    if (filled !== undefined) return filled;
  }
  return message;
}

const NAMED = /^\[?\d{1,20}\/[ud](?: |\]?$)/;

function isPrinted(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
