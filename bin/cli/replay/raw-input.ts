const STEPS = 'expected { "settings": …, "steps": […] }';

/**
 * What a file is that AWS made and nobody wrapped, and how it becomes a scenario; `undefined` when it is none of those.
 *
 * Without settings nothing says which database its runs are of.
 */
export function rawInput(value: unknown): string | undefined {
  if (Array.isArray(value)) return `is a list; ${STEPS}`;
  if (typeof value !== 'object' || value === null) return `holds no mapping; ${STEPS}`;
  if ('settings' in value || 'steps' in value || 'repeat' in value) return undefined;
  if ('awslogs' in value)
    return (
      'is a delivery of a log subscription, and no settings say whose; expected { "settings": …, "steps": [{ "clock": … }, ' +
      '{ "logEvents": { "logGroup": …, "logStream": …, "events": […] } }] }, with what its awslogs.data holds (base64, gzip, JSON)'
    );
  if ('logEvents' in value)
    return (
      'is what a log subscription delivers, and no settings say whose; expected { "settings": …, "steps": [{ "clock": … }, ' +
      '{ "logEvents": { "logGroup": …, "logStream": …, "events": […] } }] }, with its logEvents as the events'
    );
  if ('detail-type' in value)
    return (
      'is an EventBridge event, and no settings say whose; expected { "settings": …, "steps": [{ "clock": … }, ' +
      '{ "lifecycle": <this event> }] }'
    );
  if ('sources' in value) return `holds settings alone; ${STEPS}, with this as the settings`;
  return undefined;
}
