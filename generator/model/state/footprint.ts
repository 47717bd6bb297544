import { joinPointer } from "../../base/pointer.js";
import type { Json } from "../../base/json.js";
import { fixedValues } from "../../schema/tags.js";
import type { StateBlock, Step, StepSource } from "./state-model.js";

/** A place of the state that a step may change. In its path, `undefined` stands for any key. */
export type Footprint = {
  readonly path: readonly (string | undefined)[];
  /** All values that the step may write at the place. Absent if they are not known. */
  readonly values?: readonly Json[];
};

/** A step, and the block that contains the step. */
export type PlacedStep = { readonly step: Step; readonly block: StateBlock };

/** Returns all steps of a block and of the blocks inside it, in the order of their execution. */
export function stepsIn(block: StateBlock): PlacedStep[] {
  const inner = [
    ...block.choices.flatMap((choice) => (choice.kind === "tag" ? choice.cases.map((one) => one.block) : [choice.yes, choice.no])),
    ...block.members.map((member) => member.block),
  ];
  return [...block.steps.map((step) => ({ step, block })), ...inner.flatMap((one) => (one === undefined ? [] : stepsIn(one)))];
}

/** Returns the places of the state that a step may change. Leaves out the empty objects that the step creates around these places. */
export function footprintsOf({ step, block }: PlacedStep): Footprint[] {
  const path = step.at.map((token) => ("key" in token ? token.key : undefined));
  if (step.op === "remove") return [{ path, values: [] }];
  if (step.op === "append" || step.op === "extend") return [{ path }];
  if (step.op === "set") return [withValues(path, valuesOf(step.source, block))];
  return mergedNames(step.source).map((name) => withValues([...path, name], valuesAt(step.source, name, block)));
}

/** Returns true if two places of the state may be the same, or if one may be inside the other. */
export function meet(a: Footprint, b: Footprint): boolean {
  const length = Math.min(a.path.length, b.path.length);
  return a.path.slice(0, length).every((token, index) => {
    const other = b.path[index];
    return token === undefined || other === undefined || token === other;
  });
}

function withValues(path: Footprint["path"], values: readonly Json[] | undefined): Footprint {
  return values === undefined ? { path } : { path, values };
}

function valuesOf(source: StepSource, block: StateBlock): readonly Json[] | undefined {
  if (source.kind === "value") return [source.value];
  if (source.kind !== "from") return undefined;
  const pointer = joinPointer("", ...source.names);
  return block.conjuncts.map((schema) => fixedValues(schema, pointer)).find((values) => values !== undefined);
}

/** Returns the keys that a `merge` step writes; `undefined` for any key, because the annotated object may have undeclared properties. */
function mergedNames(source: StepSource): (string | undefined)[] {
  switch (source.kind) {
    case "pick":
      return [...source.names];
    case "value":
      return Object.keys(source.value ?? {});
    default:
      return [undefined];
  }
}

function valuesAt(source: StepSource, name: string | undefined, block: StateBlock): readonly Json[] | undefined {
  if (name === undefined) return undefined;
  if (source.kind === "value") return [(source.value as { readonly [key: string]: Json })[name] ?? null];
  return valuesOf({ kind: "from", names: [name] }, block);
}
