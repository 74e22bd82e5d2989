import { factsOf, type StateEvent } from '../domain/state-event.ts';
import { record } from './record.ts';
import { type WriterPorts, withWriter } from './writer.ts';

/**
 * One state event of ECS or CodeBuild: adds the starts and ends that it tells of.
 *
 * An event that tells of neither (a task that is still being placed, a build's phase) costs no call.
 * @throws when the store or the topic is out of reach, so that the event is delivered again.
 */
export async function lifecycle(event: StateEvent, ports: WriterPorts): Promise<void> {
  const told = factsOf(event);
  if (told.length === 0) return;
  await withWriter(ports, async (context) => {
    for (const { origin, fact } of told) await record(origin, [fact], context);
  });
}
