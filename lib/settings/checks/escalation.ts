import { own } from '../../../lambda/contract/own.ts';
import { SEVERITIES } from '../../../lambda/contract/severity.ts';
import { unknownChannel } from '../channels/unknown-channel.ts';
import { type Check, entriesOf } from '../check.ts';
import { durationMs } from '../duration.ts';
import { escalationFaults, uselessLevels } from '../escalation-fault.ts';

/** Checks that every level names channels, that the times of the levels are in order, and that each level notifies somebody. */
export const checkEscalation: Check = (settings, { problem, warning }) => {
  const { escalation, channels, routes } = settings;
  for (const severity of SEVERITIES) {
    const listed = escalation?.[severity]?.levels ?? [];
    const levels = listed.map((level) => ({
      afterMs: level?.after === undefined ? undefined : durationMs(level.after),
      to: entriesOf(level?.to),
    }));
    const path = ['escalation', severity, 'levels'];
    for (const [index, { to }] of levels.entries()) {
      for (const [at, name] of to) {
        const words = unknownChannel(name, settings);
        if (words !== undefined) problem([...path, index, 'to', at], words);
      }
    }
    for (const fault of escalationFaults(levels)) problem([...path, ...fault.path], fault.words);
    const isPager = (name: string) => own(channels, name)?.pagerduty !== undefined;
    const route = severity === 'warning' ? (routes?.warning ?? routes?.critical) : routes?.[severity];
    const onRoute = new Set(
      entriesOf(route)
        .map(([, name]) => name)
        .filter(isPager),
    );
    for (const fault of uselessLevels(levels, onRoute, isPager))
      warning([...path, ...fault.path], fault.words, 'key');
  }
};
