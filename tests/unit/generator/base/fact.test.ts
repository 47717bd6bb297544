import { describe, expect, it } from "vitest";
import { alteredCopies, fact, numbering } from "../../../../generator/base/fact.js";

type Node = { readonly name: string; readonly next?: Node };

describe("fact", () => {
  it("computes once for each object", () => {
    let calls = 0;
    const size = fact((list: readonly number[]) => {
      calls++;
      return list.length;
    });
    const list = [1, 2];
    expect([size(list), size(list), size([3])]).toEqual([2, 2, 1]);
    expect(calls).toBe(2);
  });
});

describe("numbering", () => {
  it("gives each object a number of its own", () => {
    const numberOf = numbering();
    const [a, b] = [{}, {}];
    expect([numberOf(a), numberOf(b), numberOf(a)]).toEqual([1, 2, 1]);
  });
});

describe("alteredCopies", () => {
  const louder = alteredCopies<Node>((original, copy, copyOf) => {
    copy.name = original.name.toUpperCase();
    if (original.next !== undefined) copy.next = copyOf(original.next);
  });

  it("copies objects that refer to one another in a circle", () => {
    const first: { name: string; next?: Node } = { name: "a" };
    const second: Node = { name: "b", next: first };
    first.next = second;
    const copy = louder.of(first);
    expect([copy.name, copy.next?.name]).toEqual(["A", "B"]);
    expect(copy.next?.next).toBe(copy);
    expect(first.name).toBe("a");
  });

  it("copies each object once, and leads back to it", () => {
    const node: Node = { name: "c" };
    expect(louder.of(node)).toBe(louder.of(node));
    expect(louder.originalOf(louder.of(node))).toBe(node);
    expect(louder.originalOf(node)).toBe(node);
  });
});
