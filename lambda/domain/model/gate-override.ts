import type { Actor } from './action.ts';

/** What `migrate-watch gate` asks. docs/gate.md says when each check closes the gate. */
export const GATE_CHECKS = ['monitor', 'canary', 'clean', 'incident', 'in-flight', 'version'] as const;

export type GateCheckName = (typeof GATE_CHECKS)[number];

/** A person, or a pipeline, let a deploy through a gate that was not open. */
export interface GateOverride {
  /** Made by the sender. */
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly by: Actor;
  /** Checks that were not open. */
  readonly checks: readonly GateCheckName[];
  readonly reason: string;
}
