import { gunzipSync } from 'node:zlib';
import type { Payload } from '../payloads/payload.ts';

/** The least work that a subscription event needs: base64, gunzip, JSON. */
export function floor({ awslogs }: Payload): unknown {
  return JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString('utf8'));
}
