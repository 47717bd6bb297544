import { canonicalJson } from "../base/canonical-json.js";
import { groupBy } from "../base/group-by.js";
import type { Json } from "../base/json.js";
import type { Candidate } from "./candidate.js";
import { constantsOf } from "./constants.js";
import type { Constants } from "./constants.js";
import { bestPointer, chooseDiscriminators } from "./discriminators.js";
import { kindOf, sideOf } from "./words.js";

/** The origin of a manifest entry's tag. */
export type DraftTag =
  /** The schema fixes the tag. */
  | { readonly how: "schema"; readonly key: string }
  /** The manifest has to state the tag. If the schema describes only a part of the message, `at` is that part. */
  | {
      readonly how: "given";
      readonly key: string;
      readonly tag: Readonly<Record<string, Json>>;
      readonly at?: string;
    }
  /** The event has no tag. */
  | { readonly how: "none"; readonly at?: string };

/** The tags that distinguish the candidates. */
export type TagDraft = {
  readonly discriminators: readonly string[];
  readonly tagOf: ReadonlyMap<Candidate, DraftTag>;
  readonly constants: ReadonlyMap<Candidate, Constants>;
};

/** Finds tags in the candidates by which a dispatcher can distinguish them. */
export function draftTags(candidates: readonly Candidate[]): TagDraft {
  const constants = new Map(candidates.map((candidate) => [candidate, constantsOf(candidate.schema)]));
  const all = [...constants.values()];
  const discriminators = chooseDiscriminators(all);
  const inSchema = new Map(candidates.map((candidate) => [candidate, tagInSchema(constants.get(candidate), discriminators)]));
  const first = bestPointer(all, 0.4);
  const given = tagsByName(candidates, constants, first);
  const unclear = ambiguous(inSchema);
  if (given !== undefined && unclear > 0.1 * candidates.length && ambiguous(given) < unclear / 2) {
    return { discriminators: ["@name", ...(first === undefined ? [] : [first])], tagOf: given, constants };
  }
  return { discriminators, tagOf: inSchema, constants };
}

function tagInSchema(constants: Constants | undefined, discriminators: readonly string[]): DraftTag {
  const parts = discriminators.flatMap((pointer) => {
    const fixed = constants?.get(pointer);
    return fixed === undefined ? [] : [`${pointer} ${fixed.keys.join("|")}`];
  });
  return parts.length === 0 ? { how: "none" } : { how: "schema", key: parts.join(", ") };
}

/** Counts the candidates that share their tag, and the members of unions that have no tag and are no responses. */
function ambiguous(tags: ReadonlyMap<Candidate, DraftTag>): number {
  const keys = [...tags].flatMap(([candidate, tag]) => {
    if (tag.how !== "none") return [tag.key];
    return candidate.origin === "union" && kindOf(candidate.name) !== "response" ? [undefined] : [];
  });
  const counts = groupBy(keys, (key) => key);
  return keys.filter((key) => key === undefined || (counts.get(key)?.length ?? 0) > 1).length;
}

/**
 * Returns tags for names like `issues$opened`. The first part is sent beside the message, for example in a
 * header. The second part is the value of the discriminator. Returns `undefined` if the names have another form.
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

/** Returns the first part of a name, except a part that names a side, such as a folder `server`. */
function firstPart(name: string): string | undefined {
  const [, first] = /^(.+?)[$:/.](.+)$/.exec(name) ?? [];
  return first === undefined || sideOf(first) !== undefined ? undefined : first;
}
