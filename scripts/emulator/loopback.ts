import { isIPv4 } from 'node:net';

/**
 * `endpoint` itself when it is on this machine; throws otherwise.
 *
 * Names are refused, `localhost` too, because a resolver decides what they mean.
 */
export function loopbackOnly(endpoint: string): string {
  const { protocol, hostname } = new URL(endpoint);
  const isLoopback = hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
  if (protocol !== 'http:' || !isLoopback)
    throw new Error(
      `endpoint is '${endpoint}'; the end-to-end tests reach http://127.0.0.1 only, never an AWS account`,
    );
  return endpoint;
}
