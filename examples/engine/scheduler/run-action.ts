import type { ErrorDetail, RunStatus } from "@dagwire/dag";
import type { GateResolution, Request } from "./run-input.js";
import type { NodeRun } from "./run-state.js";

/**
 * An action of the engine after a step: work to do, or an event to report. The engine keeps the order of the actions.
 */
export type RunAction =
  | { readonly kind: "node_changed"; readonly node: NodeRun; readonly retryDelayMs?: number }
  | { readonly kind: "edge_active"; readonly from: string; readonly to: string }
  | { readonly kind: "start_attempt"; readonly nodeId: string; readonly attempt: number }
  | { readonly kind: "stop_attempt"; readonly nodeId: string; readonly attempt: number }
  | { readonly kind: "wait_for_retry"; readonly nodeId: string; readonly attempt: number; readonly delayMs: number }
  | { readonly kind: "open_gate"; readonly nodeId: string; readonly gateId: string }
  | { readonly kind: "close_gate"; readonly nodeId: string; readonly gateId: string; readonly how: GateResolution }
  | { readonly kind: "paused"; readonly request: Request }
  | { readonly kind: "resumed"; readonly request: Request }
  /** Tells only the sender of the input that the engine refuses the input. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string; readonly nodeId?: string }
  | { readonly kind: "ended"; readonly status: RunStatus; readonly error: ErrorDetail | undefined };
