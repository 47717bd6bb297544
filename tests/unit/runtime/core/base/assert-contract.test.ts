import { dag, dagEvents } from "@dagwire/dag";
import { connect, StreamSession } from "@dagwire/runtime/client";
import { createDAGHooks, createStreamHooks } from "@dagwire/runtime/react";
import { createStreamServer } from "@dagwire/runtime/server";
import { MockServer } from "@dagwire/runtime/testing";
import { describe, expect, test } from "vitest";
import { assertContract } from "../../../../../runtime/core/base/assert-contract.js";
import { version } from "../../../../../runtime/core/base/version.js";

/** An entry object as a newer generator would write it. Its type is the one of today. */
const newer = Object.assign({}, dag, { contract: Number("2") as 1 });
const message = `"dag-stream" was generated for contract 2, and @dagwire/runtime ${version} has 1: update @dagwire/runtime.`;

describe("a protocol that was generated for a newer contract", () => {
  test.each<[string, () => unknown]>([
    ["assertContract", () => assertContract(newer)],
    ["createStreamServer", () => createStreamServer(newer, { path: "/:stream" })],
    ["connect", () => connect(newer, { url: "ws://127.0.0.1:1/run-1" })],
    ["StreamSession", () => new StreamSession(newer, { url: "ws://127.0.0.1:1/run-1" })],
    ["MockServer", () => new MockServer(newer)],
    ["createStreamHooks", () => createStreamHooks(newer)],
    ["createDAGHooks", () => createDAGHooks(newer)],
  ])("is refused by %s", (_name, make) => {
    expect(make).toThrow(new TypeError(message));
  });

  test("an entry of this contract is accepted, and so is one without a contract", () => {
    expect(() => assertContract(dagEvents)).not.toThrow();
    expect(() => assertContract({ name: "by-hand" })).not.toThrow();
  });
});

describe("a value that is no entry object", () => {
  // A program in plain JavaScript can pass these values.
  const nothing: typeof dag = Reflect.get({}, "dag");
  test.each<[string, () => unknown]>([
    ["createStreamServer", () => createStreamServer(nothing, { path: "/:stream" })],
    ["connect", () => connect(nothing, { url: "ws://127.0.0.1:1/run-1" })],
    ["StreamSession", () => new StreamSession(nothing, { url: "ws://127.0.0.1:1/run-1" })],
    ["MockServer", () => new MockServer(nothing)],
    ["createStreamHooks", () => createStreamHooks(nothing)],
  ])("is refused by %s", (_name, make) => {
    expect(make).toThrow(new TypeError("expected a generated entry object, such as `dag`, got undefined."));
  });

  test("an entry without the state is refused if the state is needed", () => {
    const events: typeof dag = Object.assign({}, dag, { state: Reflect.get({}, "state") });
    expect(() => new StreamSession(events, { url: "ws://127.0.0.1:1/run-1" })).toThrow(
      'The entry object of protocol "dag-stream" has no state. Use the entry object with the state',
    );
  });
});
