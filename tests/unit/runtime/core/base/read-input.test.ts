import { expect, test } from "vitest";
import type { ProtocolError } from "../../../../../runtime/core/base/error.js";
import { outgoingError, readInput } from "../../../../../runtime/core/base/read-input.js";
import { clientEvents, serverEvents } from "../../../../helpers/toy-dag.js";

function errorOf(text: string): ProtocolError | undefined {
  const input = readInput(clientEvents, text, 32);
  return input.outcome === "event" ? undefined : input.error;
}

test.each([
  ["{", "MALFORMED_JSON", 'expected JSON, got "{"'],
  ["", "MALFORMED_JSON", 'expected JSON, got ""'],
  ["[".repeat(40), "TOO_DEEP", "expected JSON at most 32 levels deep"],
  ['{"type":"reboot"}', "UNKNOWN_EVENT", '"reboot" is no client event of this protocol'],
  ["null", "INVALID_EVENT", "client event at /type: expected string, got nothing"],
  [
    '{"type":"human_decision","node_id":"a","decision":"maybe"}',
    "INVALID_EVENT",
    'client event "human_decision" at /decision: expected "approve" | "reject" | "modify", got "maybe"',
  ],
  [
    '{"type":"human_decision","node_id":1}',
    "INVALID_EVENT",
    'client event "human_decision" at /node_id: expected string, got 1 (and 1 more)',
  ],
])("%s is %s", (text, code, message) => {
  expect(errorOf(text)).toMatchObject({ code, message, closeCode: 4400 });
});

test("messages cut long input", () => {
  expect(errorOf("x".repeat(10_000))?.message.length).toBeLessThan(120);
});

test("a valid event comes with its name", () => {
  const text = '{"type":"pause_execution"}';
  expect(readInput(clientEvents, text, 32)).toEqual({ outcome: "event", name: "pause_execution", event: JSON.parse(text) });
});

test("a published event is checked in the same way, and the error has the text of the docs", () => {
  const error = outgoingError(serverEvents, { type: "node_state", node_id: "a", status: "done" });
  expect(String(error)).toBe(
    'ProtocolError 4400 INVALID_EVENT: server event "node_state" at /status: expected "pending" | "running" | "completed" | "failed", got "done"',
  );
  expect(outgoingError(serverEvents, { type: "error", message: "x" })).toBeUndefined();
});
