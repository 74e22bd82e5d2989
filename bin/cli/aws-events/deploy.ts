import { ACCOUNT, iso, REGION } from './place.ts';
import { stableUuid } from './stable-id.ts';

/**
 * An event as EventBridge delivers it to a rule's target after PutEvents.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export function customEvent(
  {
    source,
    detailType,
    detail,
  }: { readonly source: string; readonly detailType: string; readonly detail: string },
  at: number,
) {
  return {
    version: '0',
    id: stableUuid(`${source} ${detail} ${at}`),
    'detail-type': detailType,
    source,
    account: ACCOUNT,
    time: iso(at),
    region: REGION,
    resources: [],
    detail: JSON.parse(detail),
  };
}
