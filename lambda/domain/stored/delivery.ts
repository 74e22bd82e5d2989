import type { Delivery } from '../channels/delivery.ts';
import type { Form } from './form.ts';
import { withNewNames } from './new-names.ts';
import { noticeFrom0 } from './notice.ts';

export const DELIVERY: Form<Delivery> = { what: 'delivery', upgrades: [deliveryFrom0] };

function deliveryFrom0(stored: Delivery): Delivery {
  const delivery = withNewNames(stored, { begun: 'started' });
  return { ...delivery, newest: noticeFrom0(delivery.newest) };
}
