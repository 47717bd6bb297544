import type { RuleId } from "../diagnostics/rules.js";
import { nearest } from "../base/nearest.js";
import type { Json } from "../base/json.js";
import type { Annotations, JsonType, Schema } from "../schema/schema.js";
import { isObject } from "../base/json.js";
import { dialectHas, isAnnotationWord, keywordNamed, misspeltOwnKeyword } from "./keywords.js";
import type { Keyword } from "./keywords.js";
import { joinPointer } from "../base/pointer.js";
import type { Site } from "./site.js";
import type { Draft } from "../base/fact.js";
import { unicodePattern } from "../base/unicode-pattern.js";

/** The functions of `SchemaGraph` that the readers of keywords call. */
export type KeywordReader = {
  child(site: Site, ...tokens: readonly (string | number)[]): Schema;
  target(site: Site, ref: string): Schema | undefined;
  dynamicTarget(site: Site, keyword: string, ref: string): Schema | undefined;
  report(rule: RuleId, site: Site, tokens: readonly (string | number)[], message: string, hint: string, on?: "key" | "value"): void;
  unknown(site: Site, name: string): void;
};

type Source = { readonly [key: string]: Json };

const jsonTypes: readonly JsonType[] = ["null", "boolean", "object", "array", "number", "integer", "string"];

/** Reads every keyword of a schema object into the draft, translated into the keywords of 2020-12. */
export function readKeywords(draft: Draft<Schema>, site: Site, source: Source, reader: KeywordReader): void {
  const refAlone = typeof source["$ref"] === "string" && ["draft-04", "draft-06", "draft-07"].includes(site.dialect);
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(source)) {
    const keyword = knownKeyword(name, site, reader);
    if (keyword === undefined || (refAlone && name !== "$ref")) continue;
    new KeywordValue(name, value, site, reader).read(keyword, fields, source);
  }
  if (source["nullable"] === true) allowNull(fields);
  if (source["x-open"] !== undefined && source["x-open"] !== false) readOpen(fields, site, source, reader);
  conjoinDynamicRef(fields);
  // TypeScript cannot check the fields' types, because a table chooses the reader of each keyword. The readers return
  // the types that `Schema` declares.
  Object.assign(draft, fields as Partial<Schema>);
}

function knownKeyword(name: string, site: Site, reader: KeywordReader): Keyword | undefined {
  const keyword = keywordNamed(name);
  if (keyword === undefined) {
    if (!isAnnotationWord(name) || misspeltOwnKeyword(name) !== undefined) reader.unknown(site, name);
    return undefined;
  }
  if (dialectHas(keyword, site.dialect) || isHarmless(keyword, name)) return keyword;
  const message = `"${name}" is not a keyword of ${site.dialect}, so it is ignored here.`;
  reader.report("KEYWORD_OTHER_DIALECT", site, [name], message, 'Change "$schema", or use a keyword of this dialect.', "key");
  return undefined;
}

/**
 * Returns true if a keyword needs no warning in a dialect that does not have it. `$defs` and `$anchor` work in every
 * dialect, and annotations restrict no value.
 */
function isHarmless(keyword: Keyword, name: string): boolean {
  return keyword.kind === "annotation" || name === "$defs" || name === "$anchor";
}

/**
 * Marks an enum that later versions may extend. Other validators ignore `x-open`, so `anyOf` alone has to accept the
 * strings of later versions.
 */
function readOpen(fields: Record<string, unknown>, site: Site, source: Source, reader: KeywordReader): void {
  if (source["x-open"] === true && isOpenShape(source)) {
    fields["isOpen"] = true;
    return;
  }
  const message = `"x-open" takes true, in a schema with only "anyOf": a list of strings, then the strings that may follow later.`;
  const hint = 'Write { "x-open": true, "anyOf": [{ "enum": ["a", "b"] }, { "type": "string", "maxLength": 64 }] }.';
  reader.report("KEYWORD_INVALID", site, ["x-open"], message, hint);
}

function isOpenShape(source: Source): boolean {
  const branches = source["anyOf"];
  if (!Array.isArray(branches) || branches.length !== 2 || assertionsOf(source).length !== 1) return false;
  const [listed, others] = branches as readonly Json[];
  if (!isObject(listed) || !isObject(others)) return false;
  const values = listed["enum"];
  const areStrings = Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === "string");
  const isPlainList = assertionsOf(listed).every((name) => name === "enum" || (name === "type" && listed["type"] === "string"));
  const isText = others["type"] === "string" && assertionsOf(others).every((name) => textKeywords.has(name));
  return areStrings && isPlainList && isText;
}

const textKeywords: ReadonlySet<string> = new Set(["type", "minLength", "maxLength", "pattern"]);

function assertionsOf(source: Source): string[] {
  const silent = new Set(["$defs", "definitions", "title", "description"]);
  return Object.keys(source).filter((name) => {
    const kind = keywordNamed(name)?.kind;
    return name === "nullable" || (kind !== undefined && kind !== "annotation" && kind !== "identity" && !silent.has(name));
  });
}

function allowNull(fields: Record<string, unknown>): void {
  const types = fields["types"];
  if (Array.isArray(types) && !types.includes("null")) fields["types"] = [...(types as readonly JsonType[]), "null"];
}

/**
 * Turns the resolved `$dynamicRef` into `ref`. If the schema has a `$ref` too, the target of `$dynamicRef` becomes a
 * member of `allOf`.
 */
function conjoinDynamicRef(fields: Record<string, unknown>): void {
  const reference = fields["dynamicRef"] as Schema | undefined;
  if (reference === undefined) return;
  delete fields["dynamicRef"];
  if (fields["ref"] === undefined) fields["ref"] = reference.ref;
  else fields["allOf"] = [...((fields["allOf"] as readonly Schema[] | undefined) ?? []), reference];
}

/**
 * A keyword with its value in a file. Reads the value into the fields of a schema, or reports why the value is wrong.
 */
class KeywordValue {
  readonly #name: string;
  readonly #value: Json;
  readonly #site: Site;
  readonly #reader: KeywordReader;

  constructor(name: string, value: Json, site: Site, reader: KeywordReader) {
    this.#name = name;
    this.#value = value;
    this.#site = site;
    this.#reader = reader;
  }

  read(keyword: Keyword, fields: Record<string, unknown>, source: Source): void {
    switch (keyword.kind) {
      case "identity":
      case "annotation":
        return;
      case "dynamicRef":
        return this.#readDynamicRef(fields);
      case "ref":
        return this.#readRef(fields);
      case "exclusive":
        return this.#readExclusive(fields, source);
      case "items":
        return this.#readItems(fields, source);
      case "dependencies":
        return this.#readDependencies(fields);
      case "any":
        fields["constant"] = { value: this.#value };
        return;
      default:
        return this.#readPlain(keyword, fields, source);
    }
  }

  #readPlain(keyword: Keyword, fields: Record<string, unknown>, source: Source): void {
    if (this.#name === "$defs" || this.#name === "definitions" || this.#isIdle(source)) return;
    const value = this.#plain(keyword);
    // This code only checks a title or description; `readAnnotations` puts it into the schema.
    if (value === undefined || this.#name === "title" || this.#name === "description") return;
    fields[fieldNames[this.#name] ?? this.#name] = value;
  }

  /**
   * Returns true if the keyword has no effect because the keyword that it depends on is absent. Also returns true for
   * `additionalItems`, which is read together with `items`.
   */
  #isIdle(source: Source): boolean {
    if (this.#name === "additionalItems") return true;
    if (this.#name === "minContains" || this.#name === "maxContains") return source["contains"] === undefined;
    if (this.#name === "then" || this.#name === "else") return source["if"] === undefined;
    return false;
  }

  #plain(keyword: Keyword): unknown {
    switch (keyword.kind) {
      case "boolean":
        return this.#expect(typeof this.#value === "boolean", "true or false");
      case "count":
        return this.#expect(Number.isInteger(this.#value) && Number(this.#value) >= 0, "a whole number, 0 or more");
      case "number":
        return this.#expect(typeof this.#value === "number", "a number");
      case "positive":
        return this.#expect(typeof this.#value === "number" && this.#value > 0, "a number above 0");
      case "string":
        return this.#expect(typeof this.#value === "string", "a string");
      case "pattern":
        return this.#pattern();
      case "types":
        return this.#types();
      case "values":
        return this.#expect(Array.isArray(this.#value), "a list of values");
      case "names":
        return this.#expect(isNames(this.#value), "a list of property names, each only once");
      case "namesMap":
        return this.#namesMap();
      case "schema":
        return this.#schema();
      case "schemas":
        return this.#schemas();
      default:
        return this.#schemaMap(keyword.kind === "patternMap");
    }
  }

  #expect(fits: boolean, expected: string): Json | undefined {
    if (fits) return this.#value;
    this.#invalid(expected);
    return undefined;
  }

  #invalid(expected: string): void {
    const message = `"${this.#name}" takes ${expected}, got ${shorten(JSON.stringify(this.#value))}.`;
    this.#reader.report("KEYWORD_INVALID", this.#site, [this.#name], message, "Correct the value.");
  }

  #readDynamicRef(fields: Record<string, unknown>): void {
    const text = this.#expect(typeof this.#value === "string", "a string");
    const ref = typeof text === "string" ? this.#reader.dynamicTarget(this.#site, this.#name, text) : undefined;
    if (ref === undefined) return;
    const { document, pointer, dialect } = this.#site;
    const location = { file: document.file, pointer: joinPointer(pointer, this.#name) };
    fields["dynamicRef"] = { location, dialect, annotations: {}, ref } satisfies Schema;
  }

  #readRef(fields: Record<string, unknown>): void {
    const ref = this.#expect(typeof this.#value === "string", "a string");
    const target = typeof ref === "string" ? this.#reader.target(this.#site, ref) : undefined;
    if (target !== undefined) fields["ref"] = target;
  }

  #readExclusive(fields: Record<string, unknown>, source: Source): void {
    const bound = this.#name === "exclusiveMinimum" ? "minimum" : "maximum";
    if (this.#site.dialect !== "draft-04") {
      const value = this.#expect(typeof this.#value === "number", "a number");
      if (value !== undefined) fields[this.#name] = value;
      return;
    }
    const exclusive = this.#expect(typeof this.#value === "boolean", `true or false in draft-04, beside "${bound}"`);
    if (exclusive === true && typeof source[bound] === "number") fields[this.#name] = source[bound];
  }

  #readItems(fields: Record<string, unknown>, source: Source): void {
    if (!Array.isArray(this.#value)) {
      const schema = this.#schema();
      if (schema !== undefined) fields["items"] = schema;
      return;
    }
    if (this.#site.dialect === "2020-12") return this.#invalid('a schema; in 2020-12 a list of schemas is written under "prefixItems"');
    fields["prefixItems"] = this.#value.map((_item, index) => this.#reader.child(this.#site, this.#name, index));
    const rest = source["additionalItems"];
    if (typeof rest === "boolean" || isObject(rest)) fields["items"] = this.#reader.child(this.#site, "additionalItems");
  }

  #readDependencies(fields: Record<string, unknown>): void {
    if (!isObject(this.#value)) return this.#invalid("an object");
    const names = new Map<string, readonly string[]>();
    const schemas = new Map<string, Schema>();
    for (const [key, value] of Object.entries(this.#value)) {
      if (isNames(value)) names.set(key, value);
      else if (typeof value === "boolean" || isObject(value)) schemas.set(key, this.#reader.child(this.#site, this.#name, key));
      else this.#invalid(`a schema or a list of property names under "${key}"`);
    }
    if (names.size > 0) fields["dependentRequired"] = names;
    if (schemas.size > 0) fields["dependentSchemas"] = schemas;
  }

  #types(): readonly JsonType[] | undefined {
    const list = Array.isArray(this.#value) ? (this.#value as readonly Json[]) : [this.#value];
    const unknown = list.find((item) => !jsonTypes.includes(item as JsonType));
    if (unknown === undefined && list.length > 0) return list as readonly JsonType[];
    const suggestion = typeof unknown === "string" ? nearest(unknown, jsonTypes) : undefined;
    const message = `"type" takes one or more of ${jsonTypes.join(", ")}, got ${shorten(JSON.stringify(this.#value))}.`;
    const hint = suggestion === undefined ? "Correct the value." : `Did you mean "${suggestion}"?`;
    this.#reader.report("KEYWORD_INVALID", this.#site, ["type"], message, hint);
    return undefined;
  }

  #pattern(): string | undefined {
    if (typeof this.#value !== "string") {
      this.#invalid("a regular expression in a string");
      return undefined;
    }
    return this.#unicodePattern(this.#value, [this.#name], "value");
  }

  #schema(): Schema | undefined {
    if (typeof this.#value === "boolean" || isObject(this.#value)) return this.#reader.child(this.#site, this.#name);
    this.#invalid("a schema: an object, or true or false");
    return undefined;
  }

  #schemas(): readonly Schema[] | undefined {
    if (!Array.isArray(this.#value)) {
      this.#invalid("a list of schemas, not empty");
      return undefined;
    }
    if (this.#value.length === 0) return this.#emptyList();
    return this.#value.map((_item, index) => this.#reader.child(this.#site, this.#name, index));
  }

  /** A union without branches accepts no value. An empty list of any other keyword restricts nothing. */
  #emptyList(): readonly Schema[] | undefined {
    const isUnion = this.#name === "anyOf" || this.#name === "oneOf";
    const message = `"${this.#name}" is an empty list, so ${isUnion ? "no value is valid" : "it restricts nothing"}.`;
    this.#reader.report("SCHEMA_LIST_EMPTY", this.#site, [this.#name], message, "Add a schema to the list, or remove the keyword.");
    if (!isUnion) return undefined;
    const { document, pointer, dialect } = this.#site;
    return [{ location: { file: document.file, pointer: joinPointer(pointer, this.#name) }, dialect, annotations: {}, always: false }];
  }

  #schemaMap(byPattern: boolean): ReadonlyMap<string, Schema> | undefined {
    if (!isObject(this.#value)) {
      this.#invalid("an object whose values are schemas");
      return undefined;
    }
    const entries = Object.keys(this.#value).flatMap((key): [string, Schema][] => {
      const name = byPattern ? this.#unicodePattern(key, [this.#name, key], "key") : key;
      return name === undefined ? [] : [[name, this.#reader.child(this.#site, this.#name, key)]];
    });
    return new Map(entries);
  }

  #unicodePattern(pattern: string, tokens: readonly string[], on: "key" | "value"): string | undefined {
    const { source, fault } = unicodePattern(pattern);
    if (fault !== undefined) {
      const message = `"${shorten(pattern)}" is not a regular expression under the flag "u": ${fault}.`;
      this.#reader.report("PATTERN_INVALID", this.#site, tokens, message, "Correct the pattern.", on);
      return undefined;
    }
    if (source !== pattern) {
      const message = `"${shorten(pattern)}" is a regular expression only without the flag "u", so it is read as "${shorten(source)}".`;
      this.#reader.report(
        "PATTERN_LEGACY",
        this.#site,
        tokens,
        message,
        "Write the pattern as dagwire reads it: validators that use the flag refuse the pattern as written.",
        on,
      );
    }
    return source;
  }

  #namesMap(): ReadonlyMap<string, readonly string[]> | undefined {
    if (!isObject(this.#value)) {
      this.#invalid("an object whose values are lists of property names");
      return undefined;
    }
    const entries = Object.entries(this.#value);
    if (entries.every((entry): entry is [string, string[]] => isNames(entry[1]))) return new Map(entries);
    this.#invalid("an object whose values are lists of property names");
    return undefined;
  }
}

const fieldNames: Readonly<Record<string, string>> = { type: "types" };

function isNames(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string") && new Set(value).size === value.length;
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/**
 * Returns the keywords of a schema that restrict no value, such as descriptions and names. Leaves out keywords whose
 * value has the wrong type.
 */
export function readAnnotations(value: { readonly [key: string]: Json }): Annotations {
  const { title, description, deprecated, examples } = value;
  const example = value["example"];
  const tsName = value["x-ts-name"];
  return {
    ...(typeof title === "string" && { title }),
    ...(typeof description === "string" && { description }),
    ...(deprecated === true && { deprecated }),
    ...(value["default"] !== undefined && { default: value["default"] }),
    ...(Array.isArray(examples) && { examples: examples as readonly Json[] }),
    ...(examples === undefined && example !== undefined && { examples: [example] }),
    ...(typeof tsName === "string" && { tsName }),
    ...(value["x-must-understand"] === true && { mustUnderstand: true }),
    ...(value["x-state"] !== undefined && { state: value["x-state"] }),
  };
}
