import type { Findings } from "../../diagnostics/diagnostic.js";
import { escapeToken, joinPointer } from "../../base/pointer.js";
import { childSchemas, reachable } from "../../schema/children.js";
import { groupBy } from "../../base/group-by.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import { fixedValues, overlap } from "../../schema/tags.js";
import { readSteps } from "./read-steps.js";
import { conjunctsOf, isRequiredIn } from "../../schema/conjuncts.js";
import type { StateBlock, StateChoice, StateMember, StateTest, Step } from "./state-model.js";

/** The facts about one object of an event that {@link BlockReader} uses while it reads the steps for this object. */
type ObjectScope = {
  /** The schemas that apply to the object and whose steps were read before. */
  readonly around: readonly Schema[];
  /** Paths from the object to the values that distinguish the event from others. */
  readonly tags: readonly (readonly string[])[];
  /** The schemas that are being read: they contain the schema that is read now. A schema that occurs again contains itself. */
  readonly open: ReadonlySet<Schema>;
};

/** Reads how events change the state: the steps of `x-state` in their schemas, and the conditions of these steps. */
export class BlockReader {
  readonly #findings: Findings;
  /** The schemas that have an `x-state`, contain one, or refer to one. */
  readonly #leading: ReadonlySet<Schema>;
  readonly #steps = new Map<Schema, readonly Step[]>();

  /** @param roots the schemas of all events that may have steps. */
  constructor(roots: readonly Schema[], findings: Findings) {
    this.#findings = findings;
    this.#leading = leadingToSteps(roots);
  }

  /** The schemas with an `x-state` that applies to an object of at least one event. */
  get reached(): ReadonlySet<Schema> {
    return new Set(this.#steps.keys());
  }

  /**
   * Returns the steps for an event of a schema, and for the objects inside the event; `undefined` without steps.
   *
   * @param tags paths to the values that distinguish the event from other events.
   */
  read(schema: Schema, tags: readonly (readonly string[])[]): StateBlock | undefined {
    return this.#block([schema], { around: [], tags, open: new Set() });
  }

  #block(schemas: readonly Schema[], { around, tags, open }: ObjectScope): StateBlock | undefined {
    const own = conjunctsOf(schemas);
    if (!own.some((schema) => this.#leading.has(schema))) return undefined;
    if (own.some((schema) => open.has(schema))) return this.#refuseRecursion(own);
    const conjuncts = [...new Set([...around, ...own])];
    const scope = { around: conjuncts, tags, open: new Set([...open, ...own]) };
    const block = {
      steps: this.#ownSteps(own),
      choices: own.flatMap((schema) => [...this.#unions(schema, scope), ...this.#conditions(schema, scope)]),
      members: this.#members(own, scope),
      conjuncts,
      tags: tags.flatMap((path) => (path.length === 1 ? path : [])),
    };
    return block.steps.length + block.choices.length + block.members.length === 0 ? undefined : block;
  }

  /** Returns the steps of schemas. If two schemas were read from one place of a file, their steps count once. */
  #ownSteps(schemas: readonly Schema[]): Step[] {
    const places = groupBy(schemas, ({ location }) => `${location.file}#${location.pointer}`);
    return [...places.values()].flatMap(([first]) => (first === undefined ? [] : this.#stepsOf(first)));
  }

  #stepsOf(schema: Schema): readonly Step[] {
    const known = this.#steps.get(schema);
    if (known !== undefined || schema.annotations.state === undefined) return known ?? [];
    const steps = readSteps(schema, this.#findings);
    this.#steps.set(schema, steps);
    return steps;
  }

  #members(schemas: readonly Schema[], { around, tags, open }: ObjectScope): StateMember[] {
    const declared = groupBy(
      schemas.flatMap(({ properties }) => [...(properties ?? [])]),
      ([name]) => name,
    );
    return [...declared].flatMap(([name, entries]) => {
      const inner = tags.flatMap(([first, ...rest]) => (first === name && rest.length > 0 ? [rest] : []));
      const children = entries.map(([, child]) => child);
      const block = this.#block(children, { around: [], tags: inner, open });
      return block === undefined ? [] : [{ name, isRequired: isRequiredIn(around, name), block }];
    });
  }

  #unions(schema: Schema, scope: ObjectScope): StateChoice[] {
    return (["anyOf", "oneOf"] as const).flatMap((keyword) => {
      const branches = schema[keyword] ?? [];
      if (!branches.some((branch) => this.#leads(branch))) return [];
      const name = distinguishingName(branches, scope.around);
      if (name === undefined) return this.#refuseBranches(schema, keyword);
      const cases = branches.flatMap((branch) => {
        const block = this.#block([branch], { ...scope, tags: [...scope.tags, [name]] });
        return block === undefined ? [] : [{ values: fixedValues(branch, joinPointer("", name)) ?? [], block }];
      });
      return cases.length === 0 ? [] : [{ kind: "tag" as const, name, cases }];
    });
  }

  #conditions(schema: Schema, scope: ObjectScope): StateChoice[] {
    const dependent = [...(schema.dependentSchemas ?? [])].flatMap(([name, inner]): StateChoice[] => {
      const yes = this.#block([inner], scope);
      return yes === undefined ? [] : [{ kind: "if", tests: [{ name }], yes, no: undefined }];
    });
    const { if: condition, then, else: otherwise } = schema;
    if (condition === undefined) return dependent;
    const yes = then === undefined ? undefined : this.#block([then], { ...scope, around: [...scope.around, ...conjunctsOf([condition])] });
    const no = otherwise === undefined ? undefined : this.#block([otherwise], scope);
    if (yes === undefined && no === undefined) return dependent;
    const tests = testsOf(condition, scope.around);
    if (tests === undefined) return [...dependent, ...this.#refuseBranches(schema, "if")];
    return [...dependent, { kind: "if", tests, yes, no }];
  }

  #leads(schema: Schema): boolean {
    return conjunctsOf([schema]).some((part) => this.#leading.has(part));
  }

  #refuseBranches({ location }: Schema, keyword: "anyOf" | "oneOf" | "if"): StateChoice[] {
    const isUnion = keyword !== "if";
    this.#findings.add({
      rule: "STATE_BRANCH_UNTOLD",
      place: { file: location.file, pointer: `${location.pointer}/${keyword}`, on: "key" },
      message: isUnion
        ? `Members of "${keyword}" have an "x-state", but no required property has a different constant in each member.`
        : '"x-state" depends on an "if" that tests more than whether a property is present or has one of several constants.',
      hint: isUnion
        ? 'Give each member a required property with a constant of its own, such as "op".'
        : 'In "if", use only "required" and "properties". Each property of "if" has to be required and to have a "const" or an "enum".',
    });
    return [];
  }

  #refuseRecursion([schema]: readonly Schema[]): undefined {
    if (schema === undefined) return undefined;
    this.#findings.add({
      rule: "STATE_STEP_UNREACHED",
      place: { ...schema.location, on: "value" },
      message: 'An object of this schema may contain another object of the schema, and "x-state" has no steps for the inner object.',
      hint: 'Remove "x-state" from the schema that refers to itself, and send one event for each change.',
    });
    return undefined;
  }
}

function leadingToSteps(roots: readonly Schema[]): ReadonlySet<Schema> {
  const holders = new Map<Schema, Schema[]>();
  const leading = new Set<Schema>();
  const pending: Schema[] = [];
  for (const schema of reachable(roots)) {
    if (schema.annotations.state !== undefined) pending.push(schema);
    for (const child of [...childSchemas(schema), ...(schema.ref === undefined ? [] : [schema.ref])]) {
      holders.set(child, [...(holders.get(child) ?? []), schema]);
    }
  }
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (leading.has(schema)) continue;
    leading.add(schema);
    pending.push(...(holders.get(schema) ?? []));
  }
  return leading;
}

/** Returns the name of a property that every branch of a union requires, with constants that no other branch allows. */
function distinguishingName(branches: readonly Schema[], around: readonly Schema[]): string | undefined {
  const [first] = branches;
  const names = conjunctsOf(first === undefined ? [] : [first]).flatMap(({ properties }) => [...(properties?.keys() ?? [])]);
  return names.find((name) => {
    const values = branches.map((branch) => fixedValues(branch, `/${escapeToken(name)}`));
    const isThere = branches.every((branch) => isRequiredIn([...around, ...conjunctsOf([branch])], name));
    return (
      isThere &&
      values.every(
        (own, index) => own !== undefined && areScalars(own) && !values.slice(0, index).some((other) => overlap(own, other ?? [])),
      )
    );
  });
}

function areScalars(values: readonly Json[]): boolean {
  return values.length > 0 && values.every((value) => typeof value !== "object" || value === null);
}

/** Returns what an `if` tests, if it only tests whether properties are present or have constants; else `undefined`. */
function testsOf(condition: Schema, around: readonly Schema[]): StateTest[] | undefined {
  const { required = [], properties = new Map<string, Schema>(), types } = condition;
  const asked = Object.keys(condition).filter(
    (key) => !["location", "dialect", "annotations", "required", "properties", "types"].includes(key),
  );
  if (asked.length > 0 || (types !== undefined && !types.includes("object"))) return undefined;
  const tests: StateTest[] = required.filter((name) => !properties.has(name)).map((name) => ({ name }));
  for (const [name, schema] of properties) {
    const values = fixedValues(schema, "");
    // The property must be required, because in JSON Schema an absent property satisfies its schema under "properties".
    if (values === undefined || !areScalars(values) || !isRequiredIn([...around, condition], name)) return undefined;
    tests.push({ name, values });
  }
  return tests.length === 0 ? undefined : tests;
}
