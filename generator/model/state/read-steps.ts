import type { Findings } from "../../diagnostics/diagnostic.js";
import { nearest } from "../../base/nearest.js";
import { isObject } from "../../base/json.js";
import { joinPointer, pointerTokens } from "../../base/pointer.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import type { PathToken, Step, StepOp, StepSource, TextPart, TextUnit } from "./state-model.js";

const ops: readonly StepOp[] = ["set", "merge", "remove", "append", "extend"];
const fields: readonly string[] = ["op", "at", "from", "pick", "value", "limit", "offset", "unit"];
const sources = ["from", "pick", "value"] as const;
const units: readonly TextUnit[] = ["utf-8", "utf-16"];

/** A step as it is written. */
type Written = { readonly [key: string]: Json };

/** Reads the steps in the `x-state` of a schema. Adds a finding for each value that is no step. */
export function readSteps(schema: Schema, findings: Findings): Step[] {
  const written = schema.annotations.state;
  if (written === undefined) return [];
  const isList = Array.isArray(written);
  const list = isList ? (written as readonly Json[]) : [written];
  if (list.length === 0)
    new StepReader(schema, "/x-state", findings).refuse("", "an empty list changes nothing.", 'Write a step, or remove "x-state".');
  return list.flatMap((value, index) => new StepReader(schema, isList ? `/x-state/${index}` : "/x-state", findings).read(value) ?? []);
}

class StepReader {
  readonly #schema: Schema;
  readonly #pointer: string;
  readonly #findings: Findings;
  #isSound = true;

  constructor(schema: Schema, pointer: string, findings: Findings) {
    this.#schema = schema;
    this.#pointer = pointer;
    this.#findings = findings;
  }

  read(value: Json): Step | undefined {
    if (!isObject(value)) {
      this.refuse("", `a step is an object, got ${JSON.stringify(value)}.`, 'Write { "op": …, "at": … }, or a list of such objects.');
      return undefined;
    }
    for (const name of Object.keys(value)) if (!fields.includes(name)) this.#refuseField(name);
    const op = this.#op(value["op"]);
    const at = this.#at(value["at"]);
    const source = this.#source(op, value);
    const limit = this.#limit(op, value["limit"]);
    const piece = this.#piece(op, value);
    if (!this.#isSound || op === undefined || at === undefined || source === undefined) return undefined;
    return { op, at, source, limit, ...(piece !== undefined && { piece }), pointer: this.#pointer, owner: this.#schema };
  }

  /** Adds a finding about the step. @param part JSON Pointer from the step to the wrong part. */
  refuse(part: string, message: string, hint: string, on: "key" | "value" = "value"): void {
    this.#isSound = false;
    const pointer = `${this.#schema.location.pointer}${this.#pointer}${part}`;
    const place = { file: this.#schema.location.file, pointer, on };
    this.#findings.add({ rule: "STATE_STEP_INVALID", place, message: `"x-state": ${message}`, hint });
  }

  #refuseField(name: string): void {
    const suggestion = nearest(name, fields);
    const hint = suggestion === undefined ? `A step has ${fields.join(", ")}.` : `Did you mean "${suggestion}"?`;
    this.refuse(joinPointer("", name), `a step has no field "${name}".`, hint, "key");
  }

  #op(op: Json | undefined): StepOp | undefined {
    const known = ops.find((name) => name === op);
    if (known !== undefined) return known;
    const suggestion = typeof op === "string" ? nearest(op, ops) : undefined;
    const got = op === undefined ? "nothing" : JSON.stringify(op);
    const hint = suggestion === undefined ? `Set "op" to one of ${ops.join(", ")}.` : `Did you mean "${suggestion}"?`;
    this.refuse(op === undefined ? "" : "/op", `"op" is one of ${ops.join(", ")}, got ${got}.`, hint);
    return undefined;
  }

  #at(at: Json | undefined): PathToken[] | undefined {
    if (typeof at !== "string" || (at !== "" && !at.startsWith("/"))) {
      const got = at === undefined ? "nothing" : JSON.stringify(at);
      this.refuse(
        at === undefined ? "" : "/at",
        `"at" is a JSON Pointer into the state, got ${got}.`,
        'Begin "at" with "/"; "" is the whole state.',
      );
      return undefined;
    }
    const tokens = pointerTokens(at).map(pathToken);
    const wrong = pointerTokens(at).find((_token, index) => tokens[index] === undefined);
    if (wrong !== undefined) {
      const message = `"at" has the part "${wrong}", which mixes fixed text with a placeholder in braces.`;
      this.refuse(
        "/at",
        message,
        'Between two "/" write either a key or one placeholder, such as "/nodes/{node_id}". For a key of two parts write two placeholders: "/nodes/{run_id}/{node_id}".',
      );
    }
    return tokens.filter((token) => token !== undefined);
  }

  #source(op: StepOp | undefined, step: Written): StepSource | undefined {
    const given = sources.filter((name) => step[name] !== undefined);
    const [name, second] = given;
    if (name === undefined) return { kind: "whole" };
    if (second !== undefined)
      this.refuse(`/${second}`, `"${name}" and "${second}" both give the value to write.`, "Keep one of the two.", "key");
    if (op === "remove") this.refuse(`/${name}`, `"remove" writes nothing, so "${name}" has no meaning.`, `Remove "${name}".`, "key");
    if (name === "value") return { kind: "value", value: step["value"] ?? null };
    if (name === "pick") return this.#pick(step["pick"]);
    const names = this.#names("from", step["from"]);
    return names && { kind: "from", names };
  }

  /** Reads a JSON Pointer into the annotated object. */
  #names(part: string, pointer: Json | undefined): readonly string[] | undefined {
    if (typeof pointer === "string" && pointer.startsWith("/")) return pointerTokens(pointer);
    this.refuse(
      `/${part}`,
      `"${part}" is a JSON Pointer into the object whose schema has "x-state", got ${JSON.stringify(pointer)}.`,
      `Begin "${part}" with "/".`,
    );
    return undefined;
  }

  #piece(op: StepOp | undefined, step: Written): TextPart | undefined {
    if (op !== "extend") {
      const wrong = ["offset", "unit"].find((name) => step[name] !== undefined && op !== undefined);
      if (wrong !== undefined) this.refuse(`/${wrong}`, `only "extend" has "${wrong}".`, `Remove "${wrong}".`, "key");
      return undefined;
    }
    if (step["from"] === undefined)
      this.refuse("", '"extend" needs "from", the piece of the text.', 'Write "from": a JSON Pointer such as "/delta".');
    const unit = units.find((name) => name === step["unit"]);
    if (unit === undefined) {
      const got = step["unit"] === undefined ? "nothing" : JSON.stringify(step["unit"]);
      const hint = 'Write "utf-8" if the engine counts bytes, "utf-16" if it counts as the "length" of a JavaScript string does.';
      this.refuse(step["unit"] === undefined ? "" : "/unit", `"unit" of "extend" is one of ${units.join(", ")}, got ${got}.`, hint);
    }
    const offset = step["offset"] === undefined ? undefined : this.#names("offset", step["offset"]);
    return unit && { offset, unit };
  }

  #pick(pick: Json | undefined): StepSource | undefined {
    const names = Array.isArray(pick) ? (pick as readonly Json[]).filter((name) => typeof name === "string") : [];
    const isList = Array.isArray(pick) && names.length === pick.length && names.length > 0 && new Set(names).size === names.length;
    if (isList) return { kind: "pick", names };
    this.refuse(
      "/pick",
      `"pick" is a list of property names, each only once, got ${JSON.stringify(pick)}.`,
      'Write a list such as ["status", "error"].',
    );
    return undefined;
  }

  #limit(op: StepOp | undefined, limit: Json | undefined): number {
    const kept = op === undefined ? undefined : limited[op];
    if (kept === undefined) {
      if (limit !== undefined && op !== undefined)
        this.refuse("/limit", 'only "append" and "extend" have a "limit".', 'Remove "limit".', "key");
      return 0;
    }
    if (typeof limit === "number" && Number.isInteger(limit) && limit >= kept.least) return limit;
    const got = limit === undefined ? "" : `, got ${JSON.stringify(limit)}`;
    this.refuse(
      limit === undefined ? "" : "/limit",
      `"${op}" needs a "limit", the most ${kept.items} keeps${got}.`,
      `Set "limit" to a whole number above ${kept.least - 1}. Without a limit the state fills the memory of every server and client.`,
    );
    return 0;
  }
}

/** The operations with a "limit": what it counts, and its least value. A text drops a quarter of its limit at a time. */
const limited: Readonly<Partial<Record<StepOp, { readonly items: string; readonly least: number }>>> = {
  append: { items: "items that the list", least: 1 },
  extend: { items: "units that the text", least: 4 },
};

function pathToken(token: string): PathToken | undefined {
  const inside = /^\{([^{}]+)\}$/.exec(token)?.[1];
  if (inside !== undefined) return { names: inside.split(".") };
  return /[{}]/.test(token) ? undefined : { key: token };
}
