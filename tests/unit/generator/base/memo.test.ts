import { describe, expect, it } from "vitest";
import { Memo } from "../../../../generator/base/memo.js";

/** A maker of values that counts its calls. */
class Counted {
  calls = 0;

  readonly make = (): string => {
    this.calls++;
    return `made ${this.calls}`;
  };
}

describe("Memo.get", () => {
  it("returns the kept value while every input is identical", () => {
    const memo = new Memo();
    const counted = new Counted();
    const input = {};
    expect(memo.get("stage", "key", [input, 1], counted.make)).toBe("made 1");
    expect(memo.get("stage", "key", [input, 1], counted.make)).toBe("made 1");
    expect(memo.get("stage", "key", [{}, 1], counted.make)).toBe("made 2");
    expect(memo.get("stage", "key", [{}], counted.make)).toBe("made 3");
  });

  it("keeps one value for each stage and key", () => {
    const memo = new Memo();
    const counted = new Counted();
    const key = {};
    expect(memo.get("a", key, [], counted.make)).toBe("made 1");
    expect(memo.get("b", key, [], counted.make)).toBe("made 2");
    expect(memo.get("a", {}, [], counted.make)).toBe("made 3");
    expect(memo.get("a", key, [], counted.make)).toBe("made 1");
  });

  it("keeps undefined too", () => {
    const memo = new Memo();
    let calls = 0;
    const make = (): undefined => void calls++;
    memo.get("stage", "key", [], make);
    memo.get("stage", "key", [], make);
    expect(calls).toBe(1);
  });

  it("keeps nothing after an error", () => {
    const memo = new Memo();
    const fail = (): never => {
      throw new Error("no value");
    };
    expect(() => memo.get("stage", "key", [], fail)).toThrow("no value");
    expect(memo.get("stage", "key", [], () => "a value")).toBe("a value");
  });
});

describe("Memo.replay", () => {
  it("asks the recorded questions in their order, and makes the value anew when an answer has changed", () => {
    const memo = new Memo();
    const asked: string[] = [];
    const run = (names: ReadonlySet<string>): string =>
      memo.replay("stage", "key", [], names, () => ({
        value: [...names].join(),
        questions: ["x", "y"].map((name) => (now: ReadonlySet<string>): boolean => {
          asked.push(name);
          return now.has(name) === names.has(name);
        }),
      }));
    expect(run(new Set(["x"]))).toBe("x");
    expect(run(new Set(["x", "z"]))).toBe("x");
    expect(asked).toEqual(["x", "y"]);
    expect(run(new Set(["y"]))).toBe("y");
  });

  it("does not keep a value without questions", () => {
    const memo = new Memo();
    const counted = new Counted();
    const run = (): string => memo.replay("stage", "key", [], undefined, () => ({ value: counted.make(), questions: undefined }));
    run();
    expect(run()).toBe("made 2");
  });
});

describe("Memo.endRun", () => {
  it("frees a value with a text as its key that the run did not ask for", () => {
    const memo = new Memo();
    const counted = new Counted();
    memo.get("stage", "kept", [], counted.make);
    memo.get("stage", "dropped", [], counted.make);
    memo.endRun();
    memo.get("stage", "kept", [], counted.make);
    memo.endRun();
    expect(memo.get("stage", "kept", [], counted.make)).toBe("made 1");
    expect(memo.get("stage", "dropped", [], counted.make)).toBe("made 3");
  });

  it.each(["text", {}])("keeps the parts of a value that the run asked for (key %o)", (key) => {
    const memo = new Memo();
    const inner = new Counted();
    const middle = {};
    const whole = (input: number): string =>
      memo.get("whole", key, [input], () => memo.get("middle", middle, [input], () => memo.get("part", "name", [], inner.make)));
    whole(1);
    memo.endRun();
    whole(1);
    memo.endRun();
    whole(2);
    expect(inner.calls).toBe(1);
  });
});

describe("Memo.none", () => {
  it("makes every value anew", () => {
    const counted = new Counted();
    const memo = Memo.none;
    memo.get("stage", "key", [], counted.make);
    expect(memo.get("stage", "key", [], counted.make)).toBe("made 2");
  });
});
