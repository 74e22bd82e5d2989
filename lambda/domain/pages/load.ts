import { loadSentences } from '../load/words.ts';
import { migrationName } from '../model/migration-name.ts';
import type { Run } from '../model/run.ts';

/** What the metrics of the database did while the run, or its only long migration, ran; empty if that was not asked. */
export function loadNotes({ load, migrations }: Run): readonly string[] {
  const migration = migrations.find(({ version }) => version === load?.version);
  return loadSentences(load, migration === undefined ? 'the run' : migrationName(migration));
}
