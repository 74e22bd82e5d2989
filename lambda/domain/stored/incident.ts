import type { Incident } from '../incidents/incident.ts';
import type { Form } from './form.ts';
import { withNewNames } from './new-names.ts';
import { pageFrom0 } from './notice.ts';

export const INCIDENT: Form<Incident> = { what: 'incident', upgrades: [incidentFrom0] };

/** Names of an incident's attributes in version 0, and the current ones. */
const NAMES = {
  owed: 'outbox',
  told: 'notifiedTopics',
  namedFor: 'numberedBy',
  forgotten: 'droppedMarks',
  causes: 'conditions',
  untold: 'canaryPageText',
} as const;

function incidentFrom0(stored: Incident): Incident {
  const { braked, ...incident } = withNewNames(stored, NAMES);
  const outbox = incident.outbox.map((each) => {
    const entry = withNewNames(each, { cause: 'messageId' });
    return { ...entry, page: pageFrom0(entry.page) };
  });
  return { ...incident, outbox, ...(braked && { braked: withNewNames(braked, { told: 'notified' }) }) };
}
