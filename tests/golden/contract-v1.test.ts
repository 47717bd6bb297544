import { describe, expect, test } from "vitest";
import { assertContract } from "../../runtime/core/base/assert-contract.js";
import { dispatchClientEvent as dispatchCall, calls, isReply } from "./v1-calls/generated/index.js";
import { debug } from "./v1-debug/generated/index.js";
import { dispatchServerEvent, isHouse, rooms, roomsEvents } from "./v1-rooms/generated/index.js";
import type { RoomsTypes, ServerEvent } from "./v1-rooms/generated/index.js";

// The folders v1-* hold the generator's output of the time when contract v1 was made, without the React hooks. They are
// never written again. `tsc -b tests` compiles them, and these tests run them, with the contract of today.

const changed: RoomsTypes["server"]["room/changed"] = { kind: "room", action: "changed", room: "hall", title: "Hall" };
const closed: ServerEvent = { kind: "closed" };

describe("code generated for contract v1", () => {
  test.each([calls, debug, rooms, roomsEvents])("is accepted by this runtime: $name", (protocol) => {
    expect(protocol.contract).toBe(1);
    expect(() => assertContract(protocol)).not.toThrow();
  });

  test("the keys of a map of events are the names that belong to tags", () => {
    const name: keyof RoomsTypes["server"] | undefined = rooms.server.nameOf(changed);
    expect(name).toBe("room/changed");
    expect(debug.server.nameOf({ seq: 1, type: "event", event: "stopped" })).toBe("event/stopped");
    expect(calls.client.nameOf({ method: "tools/call" })).toBe("call");
    expect(calls.server.nameOf([2, "id", "Status", {}])).toBe("status");
    expect(rooms.server.nameOf({ kind: "room", action: "painted" })).toBeUndefined();
  });

  test("accepts events, refuses others with reasons, and reports unknown ones", () => {
    expect(rooms.server.read(changed)).toEqual({ outcome: "event", name: "room/changed", event: changed });
    expect(rooms.server.parse('{"kind":"reading","body":{"room":7}}')).toEqual({
      outcome: "invalid",
      issues: [{ path: "/body/room", expected: "string", got: "7" }],
    });
    expect(rooms.server.read({ kind: "room", action: "painted" })).toMatchObject({ outcome: "unknown", tag: "room/painted" });
    expect(calls.server.read([2, "id", "Status", { connector: 1, at: "2026-01-01T00:00:00Z" }])).toMatchObject({ outcome: "event", name: "status" });
    expect(calls.server.validate([2, "id", "Status", { connector: 1, at: "yesterday" }])).toBe(false);
    expect(debug.client.validate({ seq: 0, type: "request", command: "pause" })).toBe(false);
    expect(rooms.server["~standard"].validate(changed)).toEqual({ value: changed });
  });

  test("lists events without a tag of their own, which the map of events lacks", () => {
    expect(Object.keys(calls.client.events)).toEqual(["call", "Reply"]);
    expect(calls.client.events["Reply"]?.validate({ ok: true })).toBe(true);
    expect(isReply({ ok: true, more: 1 })).toBe(false);
  });

  test("dispatches, and names an event without a case", () => {
    expect(dispatchCall({ method: "tools/call", params: { name: "sum" } }, { call: ({ params }) => params.name }, undefined)).toBe("sum");
    const handlers = new Proxy({}, { get: (_target, name) => () => name }) as Parameters<typeof dispatchServerEvent<void, unknown>>[1];
    expect(dispatchServerEvent(changed, handlers, undefined)).toBe("room/changed");
    const stray = { kind: "room", action: "painted" } as unknown as ServerEvent;
    expect(() => dispatchServerEvent(stray, handlers, undefined)).toThrow('unexpected: no case for {"kind":"room","action":"painted"}');
  });

  test("computes the state, conflated events, and the end", () => {
    const { initial, apply, conflate, hasEnded, isTerminal } = rooms.state;
    const { state, touched } = apply(initial(), [changed]);
    expect(touched).toEqual(["/rooms/hall"]);
    expect(state.rooms["hall"]).toEqual({ title: "Hall" });
    expect(isHouse(state)).toBe(true);
    const warm: ServerEvent = { kind: "room", action: "changed", room: "hall", heat: 20 };
    expect(apply(initial(), conflate?.([changed, warm]) ?? []).state).toEqual(apply(initial(), [changed, warm]).state);
    expect([isTerminal?.(closed), hasEnded?.(apply(state, [closed]).state)]).toEqual([true, true]);
  });
});
