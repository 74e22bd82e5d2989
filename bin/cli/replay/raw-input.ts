const STEPS = 'expected { "settings": …, "steps": […] }';

/**
 * Recognises an AWS input that was given without settings, and says how to turn it into a scenario. `undefined` for
 * anything else.
 *
 * Without settings, the database of its runs is not known.
 */
export function rawInput(value: unknown): string | undefined {
  if (Array.isArray(value)) return `is a list; ${STEPS}`;
  if (typeof value !== 'object' || value === null) return `is not a mapping; ${STEPS}`;
  if ('settings' in value || 'steps' in value || 'repeat' in value) return undefined;
  if ('awslogs' in value)
    return (
      'is a delivery of a log subscription without settings; expected { "settings": …, "steps": [{ "clock": … }, ' +
      '{ "logEvents": { "logGroup": …, "logStream": …, "events": […] } }] }, with the content of its awslogs.data (base64, gzip, JSON)'
    );
  if ('logEvents' in value)
    return (
      'is the content of a log subscription without settings; expected { "settings": …, "steps": [{ "clock": … }, ' +
      '{ "logEvents": { "logGroup": …, "logStream": …, "events": […] } }] }, with its logEvents as the events'
    );
  if ('detail-type' in value)
    return (
      'is an EventBridge event without settings; expected { "settings": …, "steps": [{ "clock": … }, ' +
      '{ "lifecycle": <this event> }] }'
    );
  if ('sources' in value) return `holds only settings; ${STEPS}, with this as the settings`;
  return undefined;
}
