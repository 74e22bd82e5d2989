/** What {@link withPauses} gives when nothing more has come for a while. */
export const PAUSE = Symbol('pause');

/** Nothing has come for this long: what was printed last is complete, and its reader wants to see it. */
const PAUSE_MS = 500;
/** A log that never pauses is looked at this often. */
const BUSY_MS = 2_000;
/** A text that comes faster than this, in characters within {@link BUSY_MS}, is being copied. Its end is near, so nothing is shown before. */
const COPIED_CHARS = 4 * 1024 * 1024;

/** Calls back after a time, ms, until it is cancelled. */
export type Timer = (ms: number, callback: () => void) => { cancel(): void };

export const realTimer: Timer = (ms, callback) => {
  const timeout = setTimeout(callback, ms);
  return { cancel: () => clearTimeout(timeout) };
};

/**
 * Passes a text on, with a {@link PAUSE} wherever it pauses, or where a slow text has not paused for two seconds. There is none before
 * the first piece, and no two in a row. Ends early when `stop` is aborted.
 */
export async function* withPauses(
  text: AsyncIterator<string>,
  { stop, timer = realTimer }: { readonly stop: AbortSignal; readonly timer?: Timer },
): AsyncGenerator<string | typeof PAUSE> {
  const stopped = new Promise<'stopped'>((resolve) => {
    if (stop.aborted) resolve('stopped');
    else stop.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  let next = text.next();
  /** Characters since the last pause. */
  let chars = 0;
  let isBusy = false;
  let busy: ReturnType<Timer> | undefined;
  try {
    for (;;) {
      const { came, cancel } = chars === 0 ? waiting() : pausing(timer);
      const first = await Promise.race([next, stopped, came]);
      cancel();
      if (first === 'stopped') return;
      if (first === PAUSE) {
        yield PAUSE;
      } else {
        if (first.done) return;
        next = text.next();
        // An error is thrown where the piece is awaited.
        next.catch(() => undefined);
        if (first.value === '') continue;
        chars += first.value.length;
        busy ??= timer(BUSY_MS, () => {
          isBusy = true;
        });
        yield first.value;
        if (!isBusy) continue;
        if (chars < COPIED_CHARS) yield PAUSE;
      }
      busy?.cancel();
      busy = undefined;
      isBusy = false;
      chars = 0;
    }
  } finally {
    busy?.cancel();
  }
}

interface Waiting {
  readonly came: Promise<typeof PAUSE>;
  readonly cancel: () => void;
}

function pausing(timer: Timer): Waiting {
  let cancel = () => {};
  const came = new Promise<typeof PAUSE>((resolve) => {
    ({ cancel } = timer(PAUSE_MS, () => resolve(PAUSE)));
  });
  return { came, cancel };
}

/** Nothing new has come since the last pause, so there is nothing to show. */
function waiting(): Waiting {
  return { came: new Promise(() => {}), cancel: () => {} };
}
