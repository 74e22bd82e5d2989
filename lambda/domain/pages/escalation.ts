import type { Incident } from '../incidents/incident.ts';
import type { PageInput } from './input.ts';
import { clockText } from './time.ts';

/** Says who is notified next and when, and how to stop that. Empty if the incident does not escalate. */
export function escalatesTo({ incident, plan, now }: PageInput): { readonly escalates?: string } {
  const { escalation, key } = incident;
  if (escalation?.next) {
    const { to, at } = escalation.next;
    const ack = `migrate-watch ack ${key.replace(/^migrate-watch\//, '')}`;
    return {
      escalates: `If nobody takes it, ${namesOf(to)} ${to.length === 1 ? 'is' : 'are'} notified at ${clockText(at, now)}. To stop that: \`${ack}\``,
    };
  }
  return plan.kind === 'escalated' ? { escalates: 'No further level is notified of it.' } : {};
}

/** Which levels were notified, and when; the last time of each. */
export function toldLines({ escalation }: Pick<Incident, 'escalation'>, now: number): readonly string[] {
  return (escalation?.told ?? []).map(
    ({ level, to, at }) =>
      `${clockText(at, now)}: level ${level} notified (${namesOf(to)}), because nobody had taken it`,
  );
}

/** `a`, `a and b`, `a, b and c`. */
function namesOf(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ');
}
