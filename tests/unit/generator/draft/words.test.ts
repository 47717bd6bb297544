import { describe, expect, test } from "vitest";
import { kindOf, sideInText, sideOf, sideOfMessage, stemOf } from "../../../../generator/draft/words.js";

describe("the side that follows from the name of a union or folder", () => {
  test.each([
    ["ClientRequest", "client"],
    ["server-events", "server"],
    ["from_server", "server"],
    ["toServer", "client"],
    ["client-to-server", "client"],
    ["ServerToClientMessage", "server"],
    ["C2SMessage", "client"],
    ["s2c", "server"],
    ["AgentEvents", "server"],
    ["messages", undefined],
    ["ClientServerMessage", undefined],
    ["Clientele", undefined],
  ])("%s: %s", (name, want) => expect(sideOf(name)).toBe(want));
});

describe("the purpose of a message", () => {
  test.each([
    ["InitializeRequest", "request"],
    ["tool_result", "response"],
    ["StoppedEvent", "event"],
    ["RequestPayload", "request"],
    ["Notifications", "event"],
    ["HeartbeatResponse", "response"],
    ["Eventually", undefined],
    ["Progress", undefined],
  ])("%s: %s", (name, want) => expect(kindOf(name)).toBe(want));

  test("requests and responses share a stem", () => {
    expect(stemOf("CancelRequest")).toBe(stemOf("cancel_response"));
  });
});

describe("the side that follows from a message's own name", () => {
  test.each([
    ["RealtimeClientEventSessionUpdate", "client"],
    ["server_message_done", "server"],
    ["ServerStarted", undefined],
    ["AgentAdded", undefined],
  ])("%s: %s", (name, want) => expect(sideOfMessage(name)).toBe(want));
});

describe("the sender that a description names", () => {
  test.each([
    ["This request is sent from the debug adapter to the client to run a command.", "server"],
    ["Sent by the client when the user closes the tab.", "client"],
    ["The server sends this after a restart.", "server"],
    ["A notification from somewhere.", undefined],
    ["The time at which it was sent.", undefined],
  ])("%s: %s", (text, want) => expect(sideInText(text)).toBe(want));
});
