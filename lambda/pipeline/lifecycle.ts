import { factsOf, type StateEvent, type StateFact } from '../domain/runs/state-event.ts';
import { uncertainEnds, withUnnamed } from '../domain/runs/unnamed-task.ts';
import { record } from './record.ts';
import { type WriterContext, type WriterPorts, withWriter } from './writer.ts';

/**
 * Handles one state event of ECS or CodeBuild: stores the starts and ends that it reports as facts.
 *
 * An event that reports neither (a task that is still being placed, a phase of a build) makes no call.
 * @throws when the store or the topic cannot be reached, so that the event is delivered again
 */
export async function lifecycle(event: StateEvent, ports: WriterPorts): Promise<void> {
  const reported = factsOf(event, ports.monitor.account);
  if (reported.length === 0) return;
  await withWriter(ports, async (context) => {
    for (const { origin, fact } of await ofWholeTask(reported, context))
      await record(origin, [fact], context);
  });
}

/**
 * Handles a stopped task of which only its lines can show which container ran golang-migrate. If none of these containers has printed
 * a line, the ends of all of them are added to the fact of one container, so that the task is reported once.
 */
async function ofWholeTask(
  reported: readonly StateFact[],
  { store, sources }: WriterContext,
): Promise<readonly StateFact[]> {
  const uncertain = uncertainEnds(reported, sources);
  for (const { origin } of uncertain) {
    const { facts } = await store.readOrigin(origin);
    if (facts.some((fact) => fact.kind === 'lines' && fact.lines.length > 0)) return reported;
  }
  return uncertain.length === 0 ? reported : withUnnamed(reported, uncertain);
}
