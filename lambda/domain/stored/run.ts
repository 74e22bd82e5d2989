import type { Run } from '../model/run.ts';

/** Version 0 of a run could have a verdict; now readers judge a run when they show it. Returns `run` itself if it has none. */
export function runFrom0(run: Run): Run {
  if (!('verdict' in run)) return run;
  const { verdict: _, ...upgraded } = run as Run & { readonly verdict: unknown };
  return upgraded;
}
