import { toError } from "../../core/base/error.js";
import type { Reply } from "../../core/log/stream-log.js";

/**
 * The reply to a command whose handler has returned `result`. It holds a copy as JSON has it, since the
 * application may change the original before the reply is told again.
 *
 * @throws TypeError where JSON cannot say the result.
 */
export function replyOf(command: string, result: unknown): Reply {
  return result === undefined ? { verdict: "ack" } : { verdict: "ack", result: JSON.parse(textOf(command, result)) as unknown };
}

function textOf(command: string, result: unknown): string {
  const problem = `the result of command "${command}" cannot be sent: expected a value that JSON can say, or undefined, got`;
  let text: string | undefined;
  try {
    text = JSON.stringify(result);
  } catch (cause) {
    throw new TypeError(`${problem} one that it cannot: ${toError(cause).message}`, { cause });
  }
  if (text === undefined) throw new TypeError(`${problem} a ${typeof result}. Return nothing instead.`);
  return text;
}
