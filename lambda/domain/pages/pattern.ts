import { parseExpression } from '../../contract/alarm-reference.ts';
import { isMonitorLogGroup } from '../../contract/log-groups.ts';
import { always } from '../diagnosis/advice/branches.ts';
import { alarmsAmong } from '../incidents/mark.ts';
import { nameWords } from '../model/account-name.ts';
import { HEADINGS } from './heading.ts';
import type { PageBody, PageInput } from './input.ts';
import { clockText } from './time.ts';
import { HAPPENING_WITHOUT_RUN } from './title.ts';

/** The matching line is at most this much older than its alarm: one period of the alarm, plus delivery and evaluation, ms. */
const BEFORE_MS = 10 * 60_000;

/** The body for lines that match an error pattern. The target's database is the pattern's name. The lines themselves are not stored. */
export function patternBody({ incident, state, policy, now }: PageInput): PageBody {
  const { environment, database: pattern } = state.target;
  const alarm = alarmsAmong(state, [incident.lead])[0];
  const expression = parseExpression(alarm?.text ?? '');
  const sources = policy.sources.filter(({ target }) => target.environment === environment);
  // Runs by hand have lines of golang-migrate only.
  const logGroups = [...new Set(sources.flatMap(({ logGroup }) => logGroup ?? []))].filter(
    (name) => !isMonitorLogGroup(name),
  );
  const where = logGroups.length === 0 ? `of ${environment}` : logGroups.map(nameWords).join(', ');
  return {
    happening: HAPPENING_WITHOUT_RUN.pattern,
    past: 'log lines MATCHED this error pattern',
    danger: '',
    state: [
      `Lines of a log of ${environment} match the error pattern ${pattern} of your settings.`,
      'This says nothing about a run: a run in trouble has a page of its own.',
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
