import { parseExpression } from '../../contract/alarm-reference.ts';
import { always } from '../diagnosis/advice/branches.ts';
import { alarmsAmong } from '../incidents/mark.ts';
import { HEADINGS } from './heading.ts';
import type { PageBody, PageInput } from './input.ts';
import { clockText } from './time.ts';
import { HAPPENING_WITHOUT_RUN } from './title.ts';

/** The line came before its alarm: by a period of it, and by what delivery and CloudWatch take. */
const BEFORE_MS = 10 * 60_000;

/** What to say of lines that match an error pattern; its name stands in the place of the database. The lines are kept nowhere. */
export function patternBody({ incident, state, policy, now }: PageInput): PageBody {
  const { environment, database: pattern } = incident.target;
  const alarm = alarmsAmong(state, [incident.lead])[0];
  const expression = parseExpression(alarm?.text ?? '');
  const sources = policy.sources.filter(({ target }) => target.environment === environment);
  const logGroups = [...new Set(sources.flatMap(({ logGroup }) => logGroup ?? []))];
  const where = logGroups.length === 0 ? `of ${environment}` : logGroups.join(', ');
  return {
    happening: HAPPENING_WITHOUT_RUN.pattern,
    past: 'log lines MATCHED this error pattern',
    danger: '',
    state: [
      `Lines of a log of ${environment} match the error pattern ${pattern} of your settings.`,
      'This says nothing about a run: one that is in trouble has a page of its own.',
    ],
    next: always([
      {
        do: `Search the log group ${where} from ${clockText(incident.openedAt - BEFORE_MS, now)} on${expression === undefined ? '' : ` for: ${expression}`}`,
      },
    ]),
    doNot: [],
    evidence: [],
    clears: 'By itself, when no line has matched for a quarter of an hour.',
    heading: HEADINGS.pattern,
    class: 'pattern',
  };
}
