import { PermanentDeliveryError } from '../../domain/channels/delivery-error.ts';
import type { SecretReader } from '../../pipeline/ports.ts';

/** Calls `use` with the secret's text. After a permanent refusal the next call reads the secret again, because it may have been rotated. */
export async function withSecret<T>(
  secrets: SecretReader,
  secret: string,
  use: (text: string) => Promise<T>,
): Promise<T> {
  const text = await secrets.read(secret);
  try {
    return await use(text);
  } catch (error) {
    if (error instanceof PermanentDeliveryError) secrets.forget(secret);
    throw error;
  }
}
