import { keyWithin } from '../../../lambda/domain/model/sent-key.ts';
import { pageText } from '../../../lambda/domain/pages/text.ts';
import { iso } from '../aws-events/place.ts';
import { runJson } from '../run-json.ts';
import type { Played } from './play.ts';

/** The result of a scenario as `replay --json` prints it. Field names are a contract; times are ISO 8601, UTC. */
export function playedJson({ runs, incidents, pages }: Played) {
  return {
    runs: runs.map((run) => ({
      environment: run.target.environment,
      database: run.target.database,
      ...runJson(run),
    })),
    incidents: incidents.map(({ key, kind, openedAt, ended }) => ({
      key,
      kind,
      openedAt: iso(openedAt),
      ended: ended && iso(ended.at),
    })),
    pages: pages.map(({ topics, page }) => ({
      at: iso(page.at),
      kind: page.kind,
      topics,
      key: keyWithin(page.key),
      title: page.title,
      text: pageText(page),
    })),
  };
}
