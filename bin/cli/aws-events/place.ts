/** The account of AWS's own examples. Nothing is deployed there. */
export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** An ARN in {@link ACCOUNT} and {@link REGION}. */
export function arnOf(service: string, path: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${path}`;
}

/** A time as AWS writes it in JSON. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
