import { own } from '../../../contract/own.ts';
import { OddAnswerError } from '../delivery-error.ts';

/** An object of an answer. Nothing about its fields is known, because a receiver can answer anything. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws {OddAnswerError} when the answer has no list of this name */
export function listIn(answer: unknown, name: string): readonly Fields[] {
  const list = own(fieldsOf(answer), name);
  if (!Array.isArray(list)) throw new OddAnswerError(`PagerDuty answered without a list \`${name}\``);
  return fieldsIn(list);
}

/** The objects in a list; none if it is something else. */
export function fieldsIn(list: unknown): readonly Fields[] {
  return Array.isArray(list) ? list.map(fieldsOf).filter((each) => each !== undefined) : [];
}

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}
