import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type List, TABLE } from '../../contract/table.ts';
import type { Incident } from '../../domain/incidents/incident.ts';
import { incidentLine } from '../../domain/incidents/incident-line.ts';
import type { TargetState } from '../../domain/incidents/target-state.ts';
import { versionLine } from '../../domain/incidents/version-line.ts';
import { isCanary } from '../../domain/model/is-canary.ts';
import { listLine } from '../../domain/runs/record/list-line.ts';
import type { RunRecord } from '../../domain/runs/record/run-record.ts';

const { partitionKey: LIST, sortKey: LISTED_AT, summary: SUMMARY } = TABLE.recentIndex;

/**
 * Attributes that put an item into the index `recent`. An item without them is not listed.
 *
 * They are derived from the item's body, and every write of an item writes both. So the index needs no write of its own.
 */
export type Listed = Readonly<Record<string, AttributeValue>>;

const NOT_LISTED: Listed = {};

/** A run that another run replaced is not listed, nor is the canary's. */
export function listedRun({ run, supersededBy }: RunRecord): Listed {
  if (supersededBy !== null || isCanary(run.target)) return NOT_LISTED;
  return listed('run', run.startedAt ?? run.endedAt ?? run.lastEventAt ?? 0, listLine(run));
}

export function listedState(state: TargetState): Listed {
  return isCanary(state.target) ? NOT_LISTED : listed('state', 0, versionLine(state));
}

export function listedIncident(incident: Incident): Listed {
  return isCanary(incident.target)
    ? NOT_LISTED
    : listed('incident', incident.openedAt, incidentLine(incident));
}

/** @param at epoch ms */
export function listed(list: List, at: number, summary: object): Listed {
  return {
    [LIST]: { S: list },
    [LISTED_AT]: { N: String(at) },
    [SUMMARY]: { S: JSON.stringify(summary) },
  };
}
