import * as z from 'zod';
import { iso } from '../../bin/cli/aws-events/place.ts';
import { stableUuid } from '../../bin/cli/aws-events/stable-id.ts';
import type { DetailType } from '../../lambda/contract/bus-events.ts';
import type { RunNotice } from '../../lambda/domain/channels/change-message.ts';
import { busEvent } from '../../lambda/domain/channels/eventbridge/event.ts';
import { CHANGE, EVENTS, PAGE } from './shapes.ts';

/** An event as EventBridge delivers it to the target of a rule. */
export interface DeliveredEvent {
  readonly 'detail-type': DetailType;
  readonly detail: unknown;
}

/** The event about a notice. Account and Region are those of its monitor. */
export function deliveredEvent(notice: RunNotice): DeliveredEvent {
  const { source, detailType, at, detail } = busEvent(notice);
  return {
    version: '0',
    id: stableUuid(notice.id),
    'detail-type': detailType,
    source,
    account: notice.monitor?.account,
    time: iso(at).replace(/\.\d+Z$/, 'Z'),
    region: notice.monitor?.region,
    resources: [],
    detail: JSON.parse(detail),
  } as DeliveredEvent;
}

/** The first event of each type. */
export function examplesOf(notices: readonly RunNotice[]): ReadonlyMap<DetailType, DeliveredEvent> {
  const events = notices.map(deliveredEvent).reverse();
  return new Map(events.map((event) => [event['detail-type'], event]));
}

/** Path of the example of an event: `schema/events/incident-opened.json`. */
export function exampleFile(type: DetailType): string {
  return `schema/events/${type.toLowerCase().replaceAll(' ', '-')}.json`;
}

export function exampleText(event: DeliveredEvent): string {
  return `${JSON.stringify(event, null, 2)}\n`;
}

/** The JSON Schema of all events. It allows fields that it does not know, because new ones may be added. */
export function schemaText(): string {
  const schema = z.toJSONSchema(z.union(EVENTS), {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return `${JSON.stringify({ title: 'An event that migrate-watch puts on an EventBridge bus', ...schema }, null, 2)}\n`;
}

/** The table of the events, for docs/events.md. */
export function eventTable(): string {
  const rows = EVENTS.map(({ shape, description }) => {
    const type = shape['detail-type'].value;
    return `| \`${type}\` | ${description} | [example](../${exampleFile(type)}) |`;
  });
  return ['| detail-type | when | |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The table of the fields of a detail, for docs/events.md. */
export function fieldTable(name: 'page' | 'change'): string {
  const rows = Object.entries(name === 'page' ? PAGE.shape : CHANGE.shape).map(
    ([field, { description }]) => `| \`${field}\` | ${description} |`,
  );
  return [`| field of \`${name}\` | meaning |`, '| --- | --- |', ...rows].join('\n');
}

/** What `npm run events` writes between the markers of docs/events.md, by their names. */
export function parts(examples: ReadonlyMap<DetailType, DeliveredEvent>): Readonly<Record<string, string>> {
  return {
    events: eventTable(),
    page: fieldTable('page'),
    change: fieldTable('change'),
    example: ['```json', exampleText(examples.get('Migrations Applied')!).trimEnd(), '```'].join('\n'),
  };
}
