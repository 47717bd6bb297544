import type { Issue } from "../contract/v1/contract.js";
import * as closeCodes from "./close-codes.js";

/** Why a {@link ProtocolError} was made. */
export type ProtocolRule = "INVALID_EVENT" | "UNKNOWN_EVENT" | "MALFORMED_JSON" | "TOO_DEEP" | "BINARY_FRAME" | "SLOW_CONSUMER" | "REFUSED";

/**
 * A peer or the application violated the protocol. The message names the event, the place in it, what was expected and
 * what came.
 *
 * `publish` and `send` throw it for an invalid event. For a message from the network it is passed to a callback, and never
 * thrown.
 */
export class ProtocolError extends Error {
  override readonly name: string = "ProtocolError";
  /** The close code for this error. */
  readonly code: number;
  readonly rule: ProtocolRule;
  /** The issues that the validator found, at most ten. Empty if the message was not validated. */
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

/** A call cannot be done because of the state of the server or of its streams. */
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

/** Returns a thrown value as an `Error`. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(textOf(thrown), { cause: thrown });
}

function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "a value was thrown that cannot be converted to a text";
  }
}
