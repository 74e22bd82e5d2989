/** Output and end of one process. */
export interface Log {
  readonly text: string;
  readonly exitCode: number;
}
