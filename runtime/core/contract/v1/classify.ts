import type { EventDescriptor, Issue, OutOfBandTags } from "./contract.js";
import { alternatives, show } from "./explain/show.js";
import { isRecord, isScalar, memberOf } from "./records.js";

type Tagged = { readonly tag: EventDescriptor<unknown>["tag"] };

/** Why no event of the protocol has the tags of a message. */
export type Classification = {
  /** The message's tag, if it is well-formed but no event has it: the protocol is newer. `undefined` if the message is malformed. */
  readonly tag: string | undefined;
  readonly issue: Issue;
};

/** Distinguishes a message of a newer protocol from a malformed one. */
export function classify(
  events: readonly Tagged[],
  discriminators: readonly string[],
  value: unknown,
  tags: OutOfBandTags = {},
): Classification {
  if (typeof value !== "object" || value === null) return broken("", ["object"], value);
  let candidates = events.filter(({ tag }) => tag !== undefined);
  const passed: string[] = [];
  for (const pointer of pointersOf(candidates, discriminators)) {
    const asking = candidates.filter(({ tag }) => tag?.[pointer] !== undefined);
    if (asking.length === 0) continue;
    const found = readTag(value, pointer, tags);
    const expected = asking.flatMap(({ tag }) => (tag?.[pointer] ?? []).map(show));
    const matching = asking.filter(({ tag }) => tag?.[pointer]?.includes(found) === true);
    if (matching.length > 0) {
      candidates = matching;
      passed.push(String(found));
    } else if (asking.length === candidates.length) {
      return isScalar(found) ? unknown([...passed, String(found)].join("/"), pointer, expected, found) : broken(pointer, expected, found);
    } else candidates = candidates.filter((candidate) => !asking.includes(candidate));
  }
  return broken("", ["the tags of an event"], value);
}

/** Returns JSON Pointers to the tags: first the protocol's discriminators in order, then others that some event uses. */
function pointersOf(candidates: readonly Tagged[], discriminators: readonly string[]): ReadonlySet<string> {
  return new Set([...discriminators, ...candidates.flatMap(({ tag }) => Object.keys(tag ?? {}))]);
}

function readTag(value: unknown, pointer: string, tags: OutOfBandTags): unknown {
  if (pointer.startsWith("@")) return isRecord(tags) ? tags[pointer.slice(1)] : undefined;
  const tokens = pointer.split("/").slice(1);
  return tokens.reduce((found: unknown, token) => memberOf(found, token.replaceAll("~1", "/").replaceAll("~0", "~")), value);
}

function broken(path: string, expected: readonly string[], got: unknown): Classification {
  return { tag: undefined, issue: { path, expected: alternatives(expected), got: show(got) } };
}

function unknown(tag: string, path: string, expected: readonly string[], got: unknown): Classification {
  return { tag, issue: { path, expected: alternatives(expected), got: show(got) } };
}
