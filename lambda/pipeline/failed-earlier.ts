/**
 * The tasks of the sweep that failed, as this process saw them. They wait behind the others, so that tasks that fail in every sweep
 * do not use up the time of all sweeps.
 *
 * It lives as long as the function's execution environment. After a restart the order is that of `dueAt`, and the next failures are
 * learned again.
 */
export class FailedEarlier {
  #failedAt = new Map<string, number>();

  /** Sorts tasks by the later of `dueAt` and the time of their last failure, and forgets tasks that are not among them. */
  inTurn<T extends { readonly key: string; readonly dueAt: number }>(tasks: readonly T[]): readonly T[] {
    const turnOf = ({ key, dueAt }: T) => Math.max(dueAt, this.#failedAt.get(key) ?? dueAt);
    const sorted = tasks.toSorted((a, b) => turnOf(a) - turnOf(b));
    const keys = new Set(tasks.map(({ key }) => key));
    this.#failedAt = new Map([...this.#failedAt].filter(([key]) => keys.has(key)));
    return sorted;
  }

  /** @param at epoch ms */
  failed(key: string, at: number): void {
    this.#failedAt.set(key, at);
  }

  succeeded(key: string): void {
    this.#failedAt.delete(key);
  }
}
