declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** In-memory DynamoDB over HTTP; waits given in ms. */
  export default function dynalite(options?: { readonly createTableMs?: number }): Server;
}
