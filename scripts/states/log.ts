/** What one process printed, and how it ended. */
export interface Log {
  readonly text: string;
  readonly exitCode: number;
}
