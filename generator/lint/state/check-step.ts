import { hasType, typesOf } from "../../schema/facts.js";
import type { ReaderView } from "../../schema/reader-view.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import { conjunctsOf } from "../../schema/conjuncts.js";
import type { StateBlock, Step } from "../../model/state/state-model.js";
import { shown } from "../context.js";
import type { IsSubset } from "../context.js";
import type { Verdicts } from "../verdicts.js";
import { pathText, placeText } from "./step-findings.js";
import type { Fault } from "./step-findings.js";
import { appendFault, incomplete, missingFault, removalFault } from "./structure-faults.js";
import { textSourceFault, textTargetFault } from "./text-faults.js";
import { containerFault, findTarget } from "./target.js";
import type { Target } from "./target.js";
import { SourceObject } from "./written.js";

/**
 * Checks the steps of an `x-state` against the state's schema. Uses the schemas of the event and the state as one kind
 * of reader, strict or tolerant, applies them.
 */
export class StepChecker {
  readonly #state: Schema;
  readonly #view: ReaderView;
  readonly #isSubset: IsSubset;
  readonly #verdicts: Verdicts;

  constructor(state: Schema, view: ReaderView, isSubset: IsSubset, verdicts: Verdicts) {
    this.#state = view.of(state);
    this.#view = view;
    this.#isSubset = isSubset;
    this.#verdicts = verdicts;
  }

  /** Returns the fault of a step, or `undefined` if every valid state is still valid after the step. */
  fault(step: Step, block: StateBlock): Fault | undefined {
    const source = new SourceObject(block, this.#view);
    const placeholder = step.at.map((token) => source.placeholderFault(token)).find((fault) => fault !== undefined);
    if (placeholder !== undefined) return placeholder;
    const target = findTarget(this.#state, step.at);
    if ("rule" in target) return target;
    return this.#keyFault(target, source) ?? missingFault(target.containers, step) ?? this.#opFault(step, target, source);
  }

  #opFault(step: Step, target: Target, source: SourceObject): Fault | undefined {
    if (step.op === "remove") return removalFault(target, step);
    if (step.op === "extend") return textSourceFault(step, source, this.#isSubset) ?? textTargetFault(step, target.schema, this.#isSubset);
    const written = step.source.kind === "value" ? step.source : source.written(step);
    if ("rule" in written) return written;
    switch (step.op) {
      case "merge":
        return this.#mergeFault(step, target, written);
      case "append":
        return appendFault(step, target.schema) ?? this.#itemFault(step, target.schema, written);
      default:
        return this.#valueFault(step, written, target.schema);
    }
  }

  /**
   * Returns the fault of a "merge" step. Each property that the step writes has to be valid in the state. If the step
   * may create the object, the step also has to write all required properties.
   */
  #mergeFault(step: Step, { schema, mayBeMissing }: Target, written: Written): Fault | undefined {
    const conjuncts = conjunctsOf([schema]);
    const names = isConstant(written) ? objectKeys(written.value) : surelyWritten(written);
    if (names === undefined) {
      const message = `${placeText(step)} gets properties by "merge", but the value that the step reads may be no object.`;
      return { rule: "STATE_VALUE_UNFIT", part: partOf(step), message, hint: 'Let the step read an object, or use "set".' };
    }
    const fault = containerFault(conjuncts, step.at);
    if (fault !== undefined) return fault;
    const mayBeOther = mayBeMissing || typesOf(schema).size > 1;
    const lacking = conjuncts.flatMap(({ required = [] }) => required).find((name) => !names.includes(name));
    if (mayBeOther && lacking !== undefined) return incomplete(step, lacking, pathText(step.at));
    return this.#valueFault(step, isConstant(written) ? written : relaxed(written), relaxed(schema));
  }

  #itemFault(step: Step, list: Schema, written: Written): Fault | undefined {
    const items = conjunctsOf([list]).flatMap((schema) => (schema.items === undefined ? [] : [schema.items]));
    return items.map((item) => this.#valueFault(step, written, item)).find((fault) => fault !== undefined);
  }

  #valueFault(step: Step, written: Written, target: Schema): Fault | undefined {
    const rule = "STATE_VALUE_UNFIT";
    const part = partOf(step);
    if (isConstant(written)) {
      const issue = this.#verdicts.refusal(target, written.value);
      if (issue === undefined) return undefined;
      const message = `${placeText(step)} cannot hold ${shown(written.value)}: ${issue.path === "" ? "" : `at ${issue.path} `}expected ${issue.expected}, got ${issue.got}.`;
      return { rule, part, message, hint: "Correct the value, or the state." };
    }
    const verdict = this.#isSubset(written, target);
    if (verdict.verdict === "yes") return undefined;
    const hint =
      "Let the event and the state refer to the same definition, or let the state allow more values at the place that the step writes to.";
    if (verdict.verdict === "no") {
      return {
        rule,
        part,
        message: `${placeText(step)} cannot hold every value of the event: ${shown(verdict.witness)} is refused by the state's schema.`,
        hint,
      };
    }
    return {
      rule,
      part,
      message: `${placeText(step)} may be unable to hold every value of the event. The prover could not decide: ${verdict.reason}`,
      hint,
    };
  }

  /** Checks the keys that placeholders in "at" can become against the `propertyNames` of the state. */
  #keyFault({ containers }: Target, source: SourceObject): Fault | undefined {
    for (const { conjuncts, token } of containers) {
      for (const { propertyNames } of conjuncts) {
        if (propertyNames === undefined) continue;
        const key = "key" in token ? { kind: "value" as const, value: token.key } : source.keySchema(token.names);
        const isFit =
          "kind" in key
            ? this.#verdicts.refusal(propertyNames, key.value) === undefined
            : this.#isSubset(key, propertyNames).verdict === "yes";
        if (!isFit)
          return {
            rule: "STATE_VALUE_UNFIT",
            part: "/at",
            message: `${JSON.stringify(pathText([token]))} in "at" may become a key that "propertyNames" of the state refuses.`,
            hint: 'Give the property of the event and "propertyNames" the same rules, such as "maxLength".',
          };
      }
    }
    return undefined;
  }
}

type Written = Schema | { readonly kind: "value"; readonly value: Json };

function isConstant(written: Written): written is { readonly kind: "value"; readonly value: Json } {
  return "kind" in written;
}

function partOf({ source }: Step): string {
  return source.kind === "whole" ? "" : `/${source.kind}`;
}

function objectKeys(value: Json): string[] | undefined {
  return hasType(value, "object") ? Object.keys(value as { readonly [key: string]: Json }) : undefined;
}

/**
 * Returns the properties that every value of a schema has; `undefined` if the schema accepts values that are no
 * objects.
 */
function surelyWritten(schema: Schema): string[] | undefined {
  const types = typesOf(schema);
  if (types.size !== 1 || !types.has("object")) return undefined;
  return conjunctsOf([schema]).flatMap(({ required = [] }) => required);
}

/** Returns a copy of a schema without `required`, which also accepts objects that have only some of the properties. */
function relaxed(schema: Schema): Schema {
  const parts = conjunctsOf([schema]).map(({ ref: _ref, allOf: _allOf, required: _required, types: _types, ...rest }) => rest);
  const { location, dialect } = schema;
  return { location, dialect, annotations: {}, types: ["object"], allOf: parts };
}
