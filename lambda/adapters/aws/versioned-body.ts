import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import { type Form, readForm, withVersion } from '../../domain/stored/form.ts';
import type { Item } from './conditional-put.ts';
import { packBody, unpackBody } from './item-body.ts';

/** The body of an item, with the version of its form. */
export function bodyOf<T extends object>(form: Form<T>, value: T): { readonly body: AttributeValue } {
  return { body: packBody(withVersion(form, value)) };
}

/**
 * Reads what {@link bodyOf} of this release or an earlier one wrote.
 *
 * @throws {NewerFormError} when a newer release wrote the item in a form that this code cannot read
 */
export function readBody<T>(form: Form<T>, item: Item): T {
  const id = `${item[TABLE.partitionKey]?.S} ${item[TABLE.sortKey]?.S}`;
  return readForm(form, unpackBody(item['body']), id);
}
