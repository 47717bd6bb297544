import { canonicalJson } from "../base/canonical-json.js";
import { groupBy } from "../base/group-by.js";
import type { Json } from "../base/json.js";
import { pascalCase } from "../base/pascal-case.js";
import type { Candidate } from "./candidate.js";
import { constantsOf } from "./constants.js";
import type { Constants } from "./constants.js";
import { bestPointer, chooseDiscriminators } from "./discriminators.js";
import { kindOf, sideOf } from "./words.js";

/** Where the tag of a drafted event comes from. */
export type DraftTag =
  /** The schema has constants at the discriminators. `words` are the first constants, as a name for the event. */
  | { readonly how: "schema"; readonly key: string; readonly words: string }
  /**
   * The schema has no tag, so the manifest has to state it. If the schema describes only a part of the message, `at` is
   * the JSON Pointer of the part.
   */
  | {
      readonly how: "given";
      readonly key: string;
      readonly tag: Readonly<Record<string, Json>>;
      readonly at?: string;
    }
  /** The event has no tag. */
  | { readonly how: "none"; readonly at?: string };

/** The discriminators that distinguish the candidates, and the tag of each candidate. */
export type TagDraft = {
  readonly discriminators: readonly string[];
  readonly tagOf: ReadonlyMap<Candidate, DraftTag>;
  readonly constants: ReadonlyMap<Candidate, Constants>;
};

/**
 * Finds the tags by which a dispatcher can distinguish the candidates: constants in their schemas, or else parts of
 * their names.
 */
export function draftTags(candidates: readonly Candidate[]): TagDraft {
  const constants = new Map(candidates.map((candidate) => [candidate, constantsIn(candidate)]));
  const all = [...constants.values()];
  const discriminators = withRest(candidates, constants, chooseDiscriminators(all));
  const inSchema = new Map(candidates.map((candidate) => [candidate, tagInSchema(constants.get(candidate), discriminators)]));
  const first = bestPointer(all, 0.4);
  const given = tagsByName(candidates, constants, first);
  const unclear = ambiguous(inSchema);
  if (given !== undefined && unclear > 0.1 * candidates.length && ambiguous(given) < unclear / 2) {
    return { discriminators: ["@name", ...(first === undefined ? [] : [first])], tagOf: given, constants };
  }
  return { discriminators, tagOf: inSchema, constants };
}

/** Returns the constants of a candidate, by JSON Pointer into the whole message. */
function constantsIn({ schema, at }: Candidate): Constants {
  const own = constantsOf(schema);
  return at === undefined ? own : new Map([...own].map(([pointer, fixed]) => [at + pointer, fixed]));
}

/**
 * Adds discriminators for unions of which no member has a constant at those that were chosen. A large protocol may have
 * a small union with a tag of its own.
 */
function withRest(
  candidates: readonly Candidate[],
  constants: ReadonlyMap<Candidate, Constants>,
  chosen: readonly string[],
): readonly string[] {
  const isOpen = (candidate: Candidate): boolean => !chosen.some((pointer) => constants.get(candidate)?.has(pointer) === true);
  const rest = candidates.filter((candidate) => candidate.ways.length > 0 && isOpen(candidate));
  const further = [...groupBy(rest, ({ ways }) => ways[0]?.[0]?.schema).values()].flatMap((group) => {
    const inside = group.map((candidate) => constants.get(candidate) ?? new Map());
    return bestPointer(inside, 0.8) ?? [];
  });
  return [...new Set([...chosen, ...further])];
}

function tagInSchema(constants: Constants | undefined, discriminators: readonly string[]): DraftTag {
  const parts = discriminators.flatMap((pointer) => {
    const fixed = constants?.get(pointer);
    return fixed === undefined ? [] : [{ key: `${pointer} ${fixed.keys.join("|")}`, word: fixed.values[0] ?? null }];
  });
  if (parts.length === 0) return { how: "none" };
  const words = parts.map(({ word }) => pascalCase(typeof word === "string" ? word : canonicalJson(word))).join("");
  return { how: "schema", key: parts.map(({ key }) => key).join(", "), words };
}

/**
 * Counts the candidates that a dispatcher could not identify: those with the same tag as another one, and members of
 * unions that have no tag and are no responses.
 */
function ambiguous(tags: ReadonlyMap<Candidate, DraftTag>): number {
  const keys = [...tags].flatMap(([candidate, tag]) => {
    if (tag.how !== "none") return [tag.key];
    return candidate.origin === "union" && kindOf(candidate.name) !== "response" ? [undefined] : [];
  });
  const counts = groupBy(keys, (key) => key);
  return keys.filter((key) => key === undefined || (counts.get(key)?.length ?? 0) > 1).length;
}

/**
 * Returns tags for candidates with names such as `issues$opened`. The part before `$` is sent beside the message, for
 * example in a header. The part after `$` is the value of the discriminator. Returns `undefined` if the names have
 * another form.
 */
function tagsByName(
  candidates: readonly Candidate[],
  constants: ReadonlyMap<Candidate, Constants>,
  pointer: string | undefined,
): ReadonlyMap<Candidate, DraftTag> | undefined {
  const groups = groupBy(candidates, ({ name }) => firstPart(name));
  const split = candidates.length - (groups.get(undefined)?.length ?? 0);
  if (candidates.length < 4 || split < 0.8 * candidates.length || groups.size < 3) return undefined;
  return new Map(
    [...groups].flatMap(([name, group]) =>
      group.map((candidate): [Candidate, DraftTag] => {
        const fixed = pointer === undefined ? undefined : constants.get(candidate)?.get(pointer);
        const outOfBand = name ?? candidate.name;
        if (fixed === undefined || pointer === undefined) return [candidate, { how: "given", key: outOfBand, tag: { "@name": outOfBand } }];
        const value = fixed.values.length === 1 ? (fixed.values[0] ?? null) : fixed.values;
        return [candidate, { how: "given", key: canonicalJson([outOfBand, value]), tag: { "@name": outOfBand, [pointer]: value } }];
      }),
    ),
  );
}

/** Returns the first part of a name that is not the name of a sender, such as a folder `server`. */
function firstPart(name: string): string | undefined {
  const [, first] = /^(.+?)[$:/.](.+)$/.exec(name) ?? [];
  return first === undefined || sideOf(first) !== undefined ? undefined : first;
}
