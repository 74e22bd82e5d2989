import type { Source, SourceFields } from '../../lambda/domain/model/target.ts';

/**
 * A source with these fields and no other, for unit tests of the matching itself. Everything else takes its sources from a
 * settings text, by `test/sources-of.ts`: what no deployment has proves nothing.
 */
export function handMadeSource(fields: SourceFields): Source {
  return fields as Source;
}
