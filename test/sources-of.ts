import { type Deployed, deployed } from '../bin/cli/deployed.ts';
import type { Source } from '../lambda/domain/model/target.ts';

/** The configuration of the functions of a monitor that is deployed with these settings. The settings may leave out `routes`. */
export function deployedBy(settings: string): Deployed {
  return deployed(`${settings}\nroutes: { critical: [oncall@example.com], info: [oncall@example.com] }`);
}

/** The sources of all functions; the last one is the canary's. */
export function sourcesOf(settings: string): readonly Source[] {
  return deployedBy(settings).ingest.sources;
}

/** Log group and tasks of the sources below. */
export const ORDERS =
  'logGroup: /ecs/orders, ecs: { cluster: main, family: orders-migrate, container: migrate }';

/** The source of tasks that only migrate the database `orders`, as in `test/builders/facts-and-runs.ts`. */
export const DEDICATED = sourcesOf(`sources: [{ ${ORDERS}, dedicated: true, database: orders }]`);

/** The source of the same tasks, if they may also run other programs. */
export const SHARED = sourcesOf(`sources: [{ ${ORDERS}, database: orders }]`);
