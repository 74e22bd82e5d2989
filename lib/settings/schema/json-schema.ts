import * as z from 'zod/mini';
import { NOTES } from './field.ts';
import { settingsField } from './settings.ts';

/** JSON schema of the settings file, for editors. It covers rules about single values only. */
export function settingsJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(settingsField.schema, {
    metadata: NOTES,
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema['allowed'];
    },
  });
  return {
    title: 'migrate-watch.yaml',
    description: 'Settings of migrate-watch, which watches golang-migrate runs.',
    ...schema,
  };
}
