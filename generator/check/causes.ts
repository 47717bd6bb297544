import { areApart } from "../evolution/change/branch.js";
import type { Change } from "../evolution/change/change.js";
import type { Constraint } from "../evolution/peer/constraint.js";
import type { Flow } from "../evolution/peer/wire.js";
import { fact } from "../base/fact.js";
import { joinPointer, pointerTokens } from "../base/pointer.js";
import { canonicalJson } from "../base/canonical-json.js";
import { reachable } from "../schema/children.js";
import type { Location, Schema } from "../schema/schema.js";

/**
 * Returns the changes that may have broken a constraint. These are the changes at the constraint's path. If that path
 * has none, they are the changes in the constraint's schema, which may also apply at other paths. If the schema has
 * none either, and the schema is repeated inside its own values, they are the changes in all schemas that it refers to.
 * If these have none, the result is the nearest change that replaced a value around the path.
 * @param all the changes of the event that may break the flow.
 */
export function causesOf(constraint: Constraint, all: readonly Change[], flow: Flow): readonly Change[] {
  const changes = all.filter(({ branches = [] }) => !areApart(branches, constraint.branches));
  const near = changes.filter((change) => isAtPlace(change, constraint));
  if (near.length > 0) return ofSchema(near, constraint, flow);
  const inside = changes.filter((change) => isInSchema(change, constraint, flow));
  if (inside.length > 0) return inside;
  const { repeated } = constraint;
  const within = repeated === undefined ? [] : changes.filter((change) => isWithin(change, repeated, flow));
  if (within.length > 0) return within;
  // The comparison names a limited number of the branches that share a schema. The others have the same change.
  const ofOthers = all.filter((change) => isAtPlace(change, constraint) && isInSchema(change, constraint, flow));
  return ofOthers.length > 0 ? ofSchema(ofOthers, constraint, flow) : nearestAround(constraint, changes);
}

/** Returns true if a change is in a schema, or in one that the schema refers to, at whatever depth. */
function isWithin({ before, after }: Change, schema: Schema, flow: Flow): boolean {
  const place = flow === "new-to-old" ? before : after;
  if (place === undefined) return false;
  const tokens = pointerTokens(place.pointer);
  const known = placesWithin(schema);
  return tokens.some((_token, index) => known.has(`${place.file}#${joinPointer("", ...tokens.slice(0, tokens.length - index))}`));
}

/** Returns the places of all schemas that can be reached from a schema. */
const placesWithin = fact(
  (schema: Schema): ReadonlySet<string> => new Set([...reachable([schema])].map(({ location: { file, pointer } }) => `${file}#${pointer}`)),
);

/** The tokens of the path of a change or a constraint. They are kept, because each change is compared with each constraint. */
const tokensOf = fact(({ path }: Change | Constraint) => pointerTokens(path));

function isAtPlace(change: Change, constraint: Constraint): boolean {
  const { kind, before, after } = change;
  const { concern, location } = constraint;
  const [own, theirs] = [tokensOf(change), tokensOf(constraint)];
  switch (concern) {
    case "value":
      return isAlike(own, theirs) && !kind.startsWith("FIELD_BECAME_");
    case "presence":
      return isAlike(own, theirs) && kind.startsWith("FIELD_");
    case "closing":
      return (isAlike(own, theirs) || isAlike(own.slice(0, -1), theirs)) && /^(?:FIELD|OBJECT|ITEM|LIST|CONSTRAINT)_/.test(kind);
    case "branch":
      return isAlike(own, theirs) && kind.startsWith("UNION_BRANCH_") && [before, after].some((place) => isSamePlace(place, location));
    case "all":
      return own.length >= theirs.length && isAlike(own.slice(0, theirs.length), theirs);
  }
}

/**
 * Returns the changes that concern the constraint's keyword. Prefers those in the constraint's schema, because several schemas may
 * apply at its path, such as the branches of a union that has no tag.
 */
function ofSchema(changes: readonly Change[], constraint: Constraint, flow: Flow): readonly Change[] {
  const { concern, keyword } = constraint;
  if (concern !== "value" && keyword !== "minItems" && keyword !== "maxItems") return changes;
  const own = changes.filter((change) => isInSchema(change, constraint, flow));
  return narrowed(or(own, changes), constraint);
}

/** Returns the changes that concern the keyword and the value of the constraint. Returns all changes if none concerns the keyword. */
function narrowed(changes: readonly Change[], { keyword, value }: Constraint): readonly Change[] {
  const ofKeyword = or(
    changes.filter((change) => isOfKeyword(change, keyword)),
    changes,
  );
  if (value === undefined) return ofKeyword;
  const text = canonicalJson(value);
  return or(
    ofKeyword.filter(({ kind, detail }) => kind.startsWith("ENUM_VALUE_") && detail === text),
    ofKeyword.filter(({ kind }) => !kind.startsWith("ENUM_VALUE_")),
  );
}

/** Returns true if a change may concern a keyword, or if the constraint has no single keyword. */
function isOfKeyword({ kind, detail }: Change, keyword: keyof Schema | undefined): boolean {
  return keyword === undefined || (kindsOf(keyword).test(kind) && !isOtherBound(detail, keyword));
}

function or<Item>(some: readonly Item[], others: readonly Item[]): readonly Item[] {
  return some.length > 0 ? some : others;
}

function kindsOf(keyword: keyof Schema): RegExp {
  switch (keyword) {
    case "pattern":
      return /^(?:PATTERN|FIELD|EVENT)_/;
    case "format":
      return /^(?:FORMAT|FIELD|EVENT)_/;
    case "types":
    case "enum":
      return /^(?!BOUND_|PATTERN_|FORMAT_)/;
    default:
      return /^(?:BOUND|CONSTRAINT|FIELD|EVENT)_/;
  }
}

/**
 * Returns true if a change is about another bound than `keyword`. The detail of a changed bound begins with the keyword
 * of the bound, such as `minimum`.
 */
function isOtherBound(detail: string | undefined, keyword: keyof Schema): boolean {
  if (detail?.startsWith("m") !== true) return false;
  const [, name] = /^(\w+)/.exec(detail) ?? [];
  const own = keyword.replace(/^exclusive(\w)/, (_all, initial: string) => initial.toLowerCase());
  return name !== undefined && /^(?:(?:min|max)[A-Za-z]+|multipleOf)$/.test(name) && name !== own;
}

/** Returns true if two paths have the same tokens, token by token. The token `*` counts as the same as any token. */
function isAlike(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((token, index) => token === b[index] || token === "*" || b[index] === "*");
}

/**
 * Returns true if the change is in the schema that the constraint comes from. The schema may apply at several paths of
 * the message.
 */
function isInSchema({ before, after }: Change, { location }: Constraint, flow: Flow): boolean {
  const place = flow === "new-to-old" ? before : after;
  if (place?.file !== location.file) return false;
  return place.pointer === location.pointer || place.pointer.startsWith(`${location.pointer}/`);
}

function isSamePlace(place: Location | undefined, other: Location): boolean {
  return place?.file === other.file && place.pointer === other.pointer;
}

/** Matches the kinds of changes that replace a value together with all values inside. */
const replacing =
  /^(?:TYPE|ENUM_(?:ADDED|REMOVED)|CONST|SCALAR|ARRAY|UNION|CONDITION|CONSTRAINT|FIELD_(?:OPTIONAL|REQUIRED)|ITEM|LIST|OBJECT|EVENT|NULL)/;

/** Matches the kinds of changes that only forbid undeclared fields or items. */
const closingOnly = /^(?:OBJECT|LIST)_CLOSED$/;

function nearestAround(constraint: Constraint, changes: readonly Change[]): readonly Change[] {
  const nearest = deepestAround(constraint, changes);
  // A closed object or list does not change the declared values inside, and requires no field.
  if (constraint.concern !== "value" && constraint.keyword !== "required") return nearest;
  return or(
    nearest.filter(({ kind }) => !closingOnly.test(kind)),
    nearest,
  );
}

function deepestAround(constraint: Constraint, changes: readonly Change[]): readonly Change[] {
  const asked = tokensOf(constraint);
  const around = changes.filter((change) => {
    const own = tokensOf(change);
    return replacing.test(change.kind) && own.length <= asked.length && isAlike(own, asked.slice(0, own.length));
  });
  const deepest = around.reduce((most, change) => Math.max(most, tokensOf(change).length), 0);
  return around.filter((change) => tokensOf(change).length === deepest);
}
