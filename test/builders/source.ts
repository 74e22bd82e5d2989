import type { Source, SourceFields } from '../../lambda/domain/model/target.ts';

/**
 * A source with only these fields, for unit tests of the matching itself. All other tests take their sources from the text of a
 * settings file (`test/sources-of.ts`), because a source that no deployment can have proves nothing.
 */
export function handMadeSource(fields: SourceFields): Source {
  return fields as Source;
}
