import { keyWithin } from '../../../lambda/domain/model/sent-key.ts';

/** `production/orders/migration/7`: a key as people read and type it. */
export function shortKey(key: string): string {
  return keyWithin(key).replace(/^migrate-watch\//, '');
}
