/** One figure of the benchmark with its limit. */
export interface Row {
  readonly name: string;
  /** `null` when it could not be measured; then `holds` is false and `note` says why. */
  readonly value: number | null;
  /** `×` for a ratio, else the unit of `value`. */
  readonly unit: string;
  /** Highest value that holds, inclusive; `null` for a figure that is only compared. */
  readonly bar: number | null;
  readonly holds: boolean;
  /** False when the figure is counted, so that it is the same on every machine, however busy. */
  readonly timed: boolean;
  /** Details: the parts of a worst case, the absolute times of a ratio. */
  readonly note: string;
}

/** A row without its value. */
export type Measure = Pick<Row, 'name' | 'unit' | 'bar' | 'timed'>;

/** A row that was measured. A figure without a limit (`bar`) always holds. */
export function measured(measure: Measure, value: number, note: string): Row {
  const holds = measure.bar === null || value <= measure.bar;
  return { ...measure, value: Number(value.toFixed(3)), holds, note };
}

/** A row that could not be measured: it does not hold, and says why. */
export function notMeasured(measure: Measure, why: string): Row {
  return { ...measure, value: null, holds: false, note: why };
}
