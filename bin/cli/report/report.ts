import type { ExplainedRun } from '../../../lambda/domain/incidents/explained-run.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';

/** The content of the HTML page: runs, incidents and pages. Texts are foreign and not escaped. */
export interface Report {
  readonly title: string;
  /** One or two sentences below the title. */
  readonly lead: string;
  /** Ordered by start. */
  readonly runs: readonly ExplainedRun[];
  /** `null` when the report is about one log, which has no incidents. */
  readonly incidents: readonly Incident[] | null;
  readonly pages: readonly PageMessage[];
  /** The time span of the overview, epoch ms; `null` for no overview. */
  readonly span: { readonly from: number; readonly until: number } | null;
}
