import type { ExplainedRun } from '../../../lambda/domain/incidents/explained-run.ts';
import type { Incident } from '../../../lambda/domain/incidents/incident.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';

/** What the HTML page shows: as much as is known of runs, incidents and pages. Texts are foreign and not escaped. */
export interface Report {
  readonly title: string;
  /** One or two sentences below the title. */
  readonly lead: string;
  /** In the order in which they began. */
  readonly runs: readonly ExplainedRun[];
  /** `null` when the report is about one log, where nobody keeps incidents. */
  readonly incidents: readonly Incident[] | null;
  readonly pages: readonly PageMessage[];
  /** The time that the overview spans, epoch ms; `null`: no overview. */
  readonly span: { readonly from: number; readonly until: number } | null;
}
