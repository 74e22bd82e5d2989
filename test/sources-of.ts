import { type Deployed, deployed } from '../bin/cli/deployed.ts';
import type { Source } from '../lambda/domain/model/target.ts';

/** What the functions of a deployed monitor have read, by the text of a settings file that may leave its routes out. */
export function deployedBy(settings: string): Deployed {
  return deployed(`${settings}\nroutes: { critical: [oncall@example.com], info: [oncall@example.com] }`);
}

/** The sources of all functions; the last one is the canary's. */
export function sourcesOf(settings: string): readonly Source[] {
  return deployedBy(settings).ingest.sources;
}

/** Where those tasks write, and what they are. */
export const ORDERS =
  'logGroup: /ecs/orders, ecs: { cluster: main, family: orders-migrate, container: migrate }';

/** Of tasks that do nothing but migrate the database `orders`: those of `test/builders/facts-and-runs.ts`. */
export const DEDICATED = sourcesOf(`sources: [{ ${ORDERS}, dedicated: true, database: orders }]`);

/** Of the same tasks, which also do something else. */
export const SHARED = sourcesOf(`sources: [{ ${ORDERS}, database: orders }]`);
