import { StateDraft, conflateEvents, conflationKeyOf, joinEvents, omit, pick, valueAt } from "@dagwire/runtime/codegen/v1";
import { describe, expect, test } from "vitest";

const parsed = (text: string): unknown => JSON.parse(text);

describe("a draft of a state", () => {
  test("copies the parents of a change once, and nothing else", () => {
    const before = { a: { x: { n: 1 }, y: { n: 1 } }, b: {} };
    const draft = new StateDraft(before);
    draft.set(["a", "x", "n"], 2);
    const during = draft.state.a.x;
    draft.set(["a", "x", "m"], 3);
    expect(draft.state.a.x).toBe(during);
    const { state, touched } = draft.finish();
    expect(before).toEqual({ a: { x: { n: 1 }, y: { n: 1 } }, b: {} });
    expect(state).toEqual({ a: { x: { n: 2, m: 3 }, y: { n: 1 } }, b: {} });
    expect([state.a.y, state.b]).toEqual([before.a.y, before.b]);
    expect(state.b).toBe(before.b);
    expect(touched).toEqual(["/a/x/n", "/a/x/m"]);
  });

  test("reports nothing if values stay equal, or change and change back", () => {
    const before = { a: { list: [1, { b: 2 }] }, n: 1 };
    const draft = new StateDraft(before);
    draft.set(["a", "list"], [1, { b: 2 }]);
    draft.merge(["a"], { list: [1, { b: 2 }] });
    draft.set(["n"], 2);
    draft.set(["n"], 1);
    draft.remove(["a", "gone", "further"]);
    expect(draft.finish()).toEqual({ state: before, touched: [] });
    draft.set(["n"], 1);
    expect(draft.finish().state).toBe(before);
  });

  test("reports the topmost object that it created, even if the value inside was removed", () => {
    const draft = new StateDraft<object>({ rooms: {} });
    draft.set(["rooms", "a", "guests", "ada"], true);
    draft.remove(["rooms", "a", "guests", "ada"]);
    expect(draft.finish()).toEqual({ state: { rooms: { a: { guests: {} } } }, touched: ["/rooms/a"] });
  });

  test("does nothing if the source is absent", () => {
    const before = { a: 1 };
    const draft = new StateDraft<object>(before);
    draft.set(["b"], undefined);
    draft.merge(["c"], undefined);
    draft.append(["d"], undefined, 3);
    expect(draft.finish().state).toBe(before);
  });

  test("keeps the last items of a list", () => {
    const draft = new StateDraft<{ readonly log: readonly number[] }>({ log: [1] });
    for (const item of [2, 3, 4]) draft.append(["log"], item, 3);
    const first = draft.finish().state;
    draft.append(["log"], 5, 3);
    expect(first.log).toEqual([2, 3, 4]);
    expect(draft.finish().state.log).toEqual([3, 4, 5]);
  });

  test("treats __proto__ and the names of Object.prototype like any other key", () => {
    const draft = new StateDraft<unknown>({ nodes: {} });
    draft.merge(["nodes", "__proto__"], parsed('{"polluted":true,"__proto__":{"x":1}}'));
    draft.set(["nodes", "constructor", "prototype"], { polluted: true });
    draft.merge(["__proto__"], { polluted: true });
    const { state, touched } = draft.finish();
    expect(state).toEqual(
      parsed(
        '{"nodes":{"__proto__":{"polluted":true,"__proto__":{"x":1}},"constructor":{"prototype":{"polluted":true}}},"__proto__":{"polluted":true}}',
      ),
    );
    expect(touched).toEqual(["/nodes/__proto__", "/nodes/constructor", "/__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    draft.remove(["nodes", "__proto__", "polluted"]);
    draft.remove(["nodes", "toString"]);
    expect(draft.finish().state).toEqual(
      parsed('{"nodes":{"__proto__":{"__proto__":{"x":1}},"constructor":{"prototype":{"polluted":true}}},"__proto__":{"polluted":true}}'),
    );
    expect(Object.getPrototypeOf(valueAt(draft.finish().state, ["nodes"]))).toBe(Object.prototype);
  });

  test("escapes keys in pointers", () => {
    const draft = new StateDraft<object>({});
    draft.set(["a/b~c"], 1);
    expect(draft.finish().touched).toEqual(["/a~1b~0c"]);
  });
});

describe("parts of an event", () => {
  test("are its own properties that are not undefined", () => {
    const event = { type: "x", a: 1, b: undefined };
    expect(pick(event, ["a", "b", "toString"])).toEqual({ a: 1 });
    expect(Object.keys(omit(event, ["type"]) ?? {})).toEqual(["a"]);
    expect([pick(null, ["a"]), omit([1], ["a"])]).toEqual([undefined, undefined]);
  });
});

type Event = { readonly kind: string; readonly id?: string; readonly n?: number; readonly map?: object };
const rules = {
  keyOf: ({ kind, id }: Event) => (id === undefined ? undefined : conflationKeyOf(kind, id)),
  join: (older: Event, newer: Event) => joinEvents(older, newer, { kept: ["n"], merged: ["map"] }),
  barriers: ({ kind }: Event) => (kind === "stop" ? ["a"] : kind === "end" ? ["*"] : []),
};

describe("conflation", () => {
  test("keeps the last event of a key, with the properties that only earlier ones have", () => {
    const events: Event[] = [
      { kind: "a", id: "1", n: 1, map: { x: 1 } },
      { kind: "b", id: "1" },
      { kind: "a", id: "2" },
      { kind: "a", id: "1", map: { y: 2 } },
    ];
    expect(conflateEvents(events, rules)).toEqual([
      { kind: "b", id: "1" },
      { kind: "a", id: "2" },
      { kind: "a", id: "1", n: 1, map: { x: 1, y: 2 } },
    ]);
  });

  test("does not join two events if an event between them writes to the same paths", () => {
    const events: Event[] = ["a", "b", "stop", "a", "b", "end", "a", "b"].map((kind) => (kind.length > 1 ? { kind } : { kind, id: "1" }));
    expect(conflateEvents(events, rules).map(({ kind }) => kind)).toEqual(["a", "stop", "a", "b", "end", "a", "b"]);
  });
});
