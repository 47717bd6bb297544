import { toError } from "../../core/base/error.js";
import type { CommandResult } from "../../core/log/stream-log.js";

/**
 * Returns the result of a command whose handler has returned `value`. The result contains a copy of the value, because the
 * application may change the original before the server sends the outcome to a client again.
 *
 * @throws TypeError if the value cannot be written as JSON.
 */
export function resultOf(value: unknown): CommandResult {
  return value === undefined ? { status: "accepted" } : { status: "accepted", value: JSON.parse(textOf(value)) as unknown };
}

function textOf(result: unknown): string {
  const problem = "Its result cannot be sent: expected undefined, or a value that JSON can express, got";
  let text: string | undefined;
  try {
    text = JSON.stringify(result);
  } catch (cause) {
    throw new TypeError(`${problem} a value that JSON cannot express: ${toError(cause).message}`, { cause });
  }
  if (text === undefined) throw new TypeError(`${problem} a ${typeof result}. Return nothing instead.`);
  return text;
}
