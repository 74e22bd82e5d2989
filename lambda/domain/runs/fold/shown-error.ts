import { errorWithoutFields } from '../../lines/parse/parse-error.ts';
import { renumberTokens } from '../../lines/redact/redact.ts';
import type { MigrateError } from '../../model/event.ts';
import { migrationFile } from '../../model/migration-name.ts';
import type { Outcome } from '../../model/run.ts';
import { neverBegan } from './never-began.ts';
import type { OpenRun } from './open-run.ts';

/** The error in a run's record: the run's own, or what it was doing when it was interrupted; `null` for neither. */
export function shownError(open: OpenRun, outcome: Outcome): MigrateError | null {
  return renumbered(open.error ?? neverBegan(open)) ?? interruption(open, outcome);
}

/** Renumbers the redaction tokens, so that a record does not depend on how its lines were batched. */
function renumbered(error: MigrateError | undefined): MigrateError | undefined {
  if (!error) return undefined;
  const texts = [error.message, error.statement ?? '', error.details ?? ''];
  if (!texts.some((text) => text.includes('‹'))) return error;
  const [message, statement, details] = renumberTokens(texts.join('\u0000')).split('\u0000');
  return {
    ...error,
    message: message!,
    statement: error.statement === null ? null : statement!,
    details: error.details === null ? null : details!,
  };
}

/** golang-migrate prints nothing when it is stopped, so the record says what it was doing. */
function interruption(open: OpenRun, outcome: Outcome): MigrateError | null {
  const { executing } = open.migrations;
  const doing = executing && migrationFile(executing);
  const message =
    outcome === 'stopped-early'
      ? 'stopped by SIGINT before everything queued had run'
      : outcome === 'killed'
        ? `ended from outside${doing ? ` while ${doing} was executing` : ''}`
        : outcome === 'unknown' && doing
          ? `${doing} was executing when the output ended`
          : undefined;
  if (message === undefined) return null;
  return errorWithoutFields('interrupted', message);
}
