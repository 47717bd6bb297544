import type { Actor, ErrorDetail, GateDecision, RunStatus } from "@dagwire/dag";

/** The person or program that makes a request, and the reason. */
export type Request = { readonly reason?: string; readonly actor?: Actor };

/** A person's decision at a gate. */
export type Decision = {
  readonly decision: GateDecision;
  readonly feedback?: string;
  readonly modification?: unknown;
  readonly actor?: Actor;
};

/** How a gate closed. */
export type GateResolution = ({ readonly resolution: "decided" | "expired" } & Decision) | { readonly resolution: "cancelled" };

/** An input of a run: a request, or a report of the engine, such as the end of a process. */
export type RunInput =
  | { readonly kind: "start" }
  | { readonly kind: "attempt_succeeded"; readonly nodeId: string; readonly attempt: number; readonly output: unknown }
  | { readonly kind: "attempt_failed"; readonly nodeId: string; readonly attempt: number; readonly error: ErrorDetail }
  | { readonly kind: "retry_due"; readonly nodeId: string; readonly attempt: number }
  | ({ readonly kind: "gate_decided"; readonly nodeId: string; readonly gateId?: string } & Decision)
  | { readonly kind: "gate_expired"; readonly nodeId: string; readonly gateId: string; readonly decision: GateDecision }
  | ({ readonly kind: "pause" } & Request)
  | ({ readonly kind: "resume" } & Request)
  | ({ readonly kind: "stop"; readonly status: Extract<RunStatus, "cancelled" | "timed_out"> } & Request)
  | ({ readonly kind: "retry_node"; readonly nodeId: string } & Request)
  | ({ readonly kind: "skip_node"; readonly nodeId: string } & Request);
