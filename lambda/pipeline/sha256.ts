import { hash } from 'node:crypto';

/**
 * SHA-256 of a text's UTF-8 bytes, hex.
 *
 * Not Web Crypto, whose digest is made in another thread: waiting for that costs more than all else that a small delivery needs.
 */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
