import { optional, text } from '../schema/field.ts';
import type { ChannelsByKind } from './channel-of-kind.ts';

/** One `@` between plain parts. SNS checks the address by sending a message to it. */
export const EMAIL = /^[^\s@<>"',;:]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;

export const email = {
  schema: optional(text('an e-mail address', EMAIL), {
    description: 'E-mail by SNS, which first asks the address to confirm.',
  }),
  complete: (address: string): ChannelsByKind['email'] => ({ kind: 'email', address }),
};
