import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SECRET_KEPT_MS } from '../../contract/deliverer.ts';
import { own } from '../../contract/own.ts';
import { PermanentDeliveryError } from '../../domain/channels/delivery-error.ts';
import type { Clock, SecretReader } from '../../pipeline/ports.ts';

/** Errors that another try does not remove. @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const PERMANENT: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'does not exist, or has no value yet',
  InvalidRequestException: 'is marked for deletion',
  InvalidParameterException: 'has no such name',
  AccessDeniedException:
    'may not be read by this function: its role, the secret’s policy or its key does not allow it',
  DecryptionFailure: 'cannot be decrypted with its key',
};

/** Secrets of AWS Secrets Manager, each kept for {@link SECRET_KEPT_MS}. */
export class SecretsManagerReader implements SecretReader {
  readonly #client: SecretsManagerClient;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly text: string; readonly readAt: number }>();

  constructor(client: SecretsManagerClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async read(secret: string): Promise<string> {
    const kept = this.#kept.get(secret);
    if (kept !== undefined && this.#clock() - kept.readAt < SECRET_KEPT_MS) return kept.text;
    const text = textIn(secret, await this.#fetch(secret));
    this.#kept.set(secret, { text, readAt: this.#clock() });
    return text;
  }

  forget(secret: string): void {
    this.#kept.delete(secret);
  }

  async #fetch(secret: string): Promise<string | undefined> {
    try {
      const { SecretString } = await this.#client.send(new GetSecretValueCommand({ SecretId: secret }));
      return SecretString;
    } catch (cause) {
      const why = own(PERMANENT, (cause as Error).name);
      if (why === undefined) throw cause;
      throw new PermanentDeliveryError(`secret ${secret} ${why}`, cause);
    }
  }
}

/** The text itself or, as the console stores key and value, the only value of a JSON object. Errors never quote it. */
function textIn(secret: string, stored: string | undefined): string {
  const text = stored?.trim() ?? '';
  if (text === '') throw new PermanentDeliveryError(`secret ${secret} holds no text`);
  if (!text.startsWith('{')) return text;
  const values = valuesOf(text);
  const [only] = values;
  if (values.length === 1 && typeof only === 'string' && only.trim() !== '') return only.trim();
  throw new PermanentDeliveryError(
    `secret ${secret} holds an object; expected the text alone, or an object with that text as its only value`,
  );
}

function valuesOf(json: string): readonly unknown[] {
  try {
    return Object.values(JSON.parse(json) as object);
  } catch {
    return [];
  }
}
