import { always } from '../diagnosis/advice/branches.ts';
import { alarmsAmong } from '../incidents/mark.ts';
import { MOST_ANNOUNCED } from '../incidents/shared.ts';
import { HEADINGS } from './heading.ts';
import type { PageBody, PageInput } from './input.ts';

/** A page names at most this many databases. */
const NAMED = 30;

/** The body for an incident that many announced databases share. Each of them also has its own incident, without pages. */
export function announcedBody({ incident, state }: PageInput): PageBody {
  const shares = alarmsAmong(state, incident.marks);
  const names = shares.flatMap(({ name, over }) => (over === undefined ? [name] : []));
  const over = shares.length - names.length;
  const count = incident.marks.length + incident.droppedMarks - over;
  const more = count - Math.min(names.length, NAMED);
  return {
    happening: 'MANY announced databases are in trouble',
    past: 'many announced databases were in trouble',
    danger: '',
    state: [
      `${MOST_ANNOUNCED} databases that no setting declares have pages of their own in ${incident.target.environment}; ${count} more ${count === 1 ? 'is' : 'are'} in trouble.`,
      ...(over === 0
        ? []
        : [
            `${over} ${over === 1 ? 'was' : 'were'} in trouble before and ${over === 1 ? 'is' : 'are'} in order again.`,
          ]),
      `${count === 1 ? 'It is' : 'They are'} ${names.slice(-NAMED).join(', ')}${more > 0 ? ` and ${more} others` : ''}.`,
    ],
    next: always([
      { do: 'Look at the runs of these databases, and check whether all of them have one cause.' },
      { do: 'If some matter by themselves, declare them in the settings: then each has its own page.' },
    ]),
    doNot: [],
    evidence: [],
    clears:
      state.unkeptAt !== undefined && state.unkeptAt >= incident.openedAt
        ? 'When a person acknowledges it: there are more than can be followed one by one.'
        : 'By itself, when the trouble of each of them is over.',
    heading: HEADINGS.alarm,
    class: `${incident.kind}.announced`,
  };
}
