/** Environment variables of a relay. */
export const RELAY_ENV = {
  /** Name or ARN of the monitor's ingest function: output `IngestFunction` of its stack. */
  ingestFunction: 'INGEST_FUNCTION',
} as const;
