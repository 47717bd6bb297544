import { expect, it } from "vitest";
import { lossText } from "../../../../examples/dashboard/src/ui/loss-text.js";

const loss = {
  server: { version: "1.3.0", digest: "sha256:b" },
  isOlder: true,
  unknown: 2,
  refused: 1,
  states: 0,
  last: { kind: "unknown", reason: "" },
  isHealed: false,
} as const;

it.each([
  [loss, "This page is older than the engine (1.2.0, engine 1.3.0); 3 events are not shown. Reload."],
  [{ ...loss, unknown: 0 }, "This page is older than the engine (1.2.0, engine 1.3.0); 1 event is not shown. Reload."],
  [{ ...loss, isOlder: false }, "The engine sent 3 events that this page cannot read."],
  [{ ...loss, states: 1 }, "This page cannot read the engine's state. Reload."],
])("says what the page could not read, and what to do", (of, text) => {
  expect(lossText(of, "1.2.0")).toBe(text);
});
