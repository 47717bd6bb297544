import type { Issue } from "../contract/v1/contract.js";
import * as closeCodes from "./close-codes.js";

/** Which rule of the protocol a {@link ProtocolError} found broken. */
export type ProtocolRule = "INVALID_EVENT" | "UNKNOWN_EVENT" | "MALFORMED_JSON" | "TOO_DEEP" | "BINARY_FRAME" | "SLOW_CONSUMER" | "REFUSED";

/**
 * A peer, or the program publishing to it, broke the protocol. `code` is the close code that goes with
 * it on the wire; the message names subject, place, expected and got.
 *
 * Thrown to whoever publishes or sends a wrong event. For what arrives from the network it is a value
 * that is handed to a callback, never thrown.
 */
export class ProtocolError extends Error {
  override readonly name: string = "ProtocolError";
  /** Close code that belongs to this error. */
  readonly code: number;
  readonly rule: ProtocolRule;
  /** What the validator found, at most ten; empty where no schema was asked. */
  readonly issues: readonly Issue[];

  constructor(rule: ProtocolRule, message: string, issues: readonly Issue[] = []) {
    super(message);
    this.rule = rule;
    this.code = rule === "SLOW_CONSUMER" ? closeCodes.slowConsumer : closeCodes.invalidEvent;
    this.issues = issues;
  }

  override toString(): string {
    return `${this.name} ${this.code} ${this.rule}: ${this.message}`;
  }
}

/** Why a {@link ConnectionError} was thrown. */
export type ConnectionProblem = "STREAM_CLOSED" | "STREAM_ENDED" | "STREAM_TAKEN" | "SERVER_CLOSED" | "HISTORY_TRIMMED";

/** Something is wrong on this side of the connection; nothing crossed the wire. */
export class ConnectionError extends Error {
  override readonly name: string = "ConnectionError";
  readonly problem: ConnectionProblem;

  constructor(problem: ConnectionProblem, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.problem = problem;
  }

  override toString(): string {
    return `${this.name} ${this.problem}: ${this.message}`;
  }
}

/** Makes an `Error` of whatever was thrown. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(textOf(thrown), { cause: thrown });
}

function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "something was thrown that has no text";
  }
}
