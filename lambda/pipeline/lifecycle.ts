import { factsOf, type StateEvent, type StateFact } from '../domain/runs/state-event.ts';
import { uncertainEnds, withUnnamed } from '../domain/runs/unnamed-task.ts';
import { record, type WriterContext } from './record.ts';
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
    for (const { origin, fact } of await ofWholeTask(told, context)) await record(origin, [fact], context);
  });
}

/**
 * Where only their lines can tell which of a stopped task's containers ran golang-migrate, and none has printed any, one of the
 * facts speaks for the task.
 */
async function ofWholeTask(
  told: readonly StateFact[],
  { store, sources }: WriterContext,
): Promise<readonly StateFact[]> {
  const uncertain = uncertainEnds(told, sources);
  for (const { origin } of uncertain) {
    const { facts } = await store.readOrigin(origin);
    if (facts.some((fact) => fact.kind === 'lines' && fact.lines.length > 0)) return told;
  }
  return uncertain.length === 0 ? told : withUnnamed(told, uncertain);
}
