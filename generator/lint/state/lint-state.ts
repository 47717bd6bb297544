import type { Finding } from "../../diagnostics/diagnostic.js";
import { stepsIn } from "../../model/state/footprint.js";
import { conjunctsOf } from "../../schema/conjuncts.js";
import type { StateModel } from "../../model/state/state-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import { ReaderView } from "../../schema/reader-view.js";
import type { Schema } from "../../schema/schema.js";
import { placeIn, shown } from "../context.js";
import { Verdicts } from "../verdicts.js";
import { StepChecker } from "./check-step.js";
import type { IsSubset } from "../context.js";
import { findingOf } from "./step-findings.js";
import { sharedTextFault } from "./text-faults.js";

/** The inputs of {@link lintState}, except the protocol's model. */
export type StateScope = {
  /** Every schema that the protocol reaches. */
  readonly schemas: readonly Schema[];
  readonly isSubset: IsSubset;
};

/**
 * Checks every step of a protocol against the state's schema. Also checks the value that the state begins with, and
 * that each terminal event leaves a constant in the state.
 */
export function lintState(model: ProtocolModel, { schemas, isSubset }: StateScope): Finding[] {
  const { state } = model;
  const unreached = schemas.filter((schema) => schema.annotations.state !== undefined && !isReached(schema, state));
  const found = unreached.map((schema) => unreachedFinding(schema, state !== undefined));
  if (state === undefined) return found;
  const verdicts = new Verdicts();
  return [...found, ...steps(model, state, isSubset, verdicts), ...beginning(state, verdicts), ...ends(model, state)];
}

/**
 * Returns true if the `x-state` of a schema is used by a server event. Compares locations, because the model may have a
 * derived copy of the schema with the location of the original.
 */
function isReached({ location }: Schema, state: StateModel | undefined): boolean {
  return [...(state?.reached ?? [])].some((other) => other.location.file === location.file && other.location.pointer === location.pointer);
}

function unreachedFinding(schema: Schema, hasState: boolean): Finding {
  const place = placeIn(schema, ["x-state"], "key");
  if (!hasState) {
    const message = '"x-state" says what an event does to the state, but the manifest names no "state".';
    return {
      rule: "STATE_STEP_UNREACHED",
      place,
      message,
      hint: 'Name the state\'s schema in the manifest, or remove "x-state".',
      severity: "warning",
    };
  }
  return {
    rule: "STATE_STEP_UNREACHED",
    place,
    message: 'No server event uses this "x-state".',
    hint: 'Put the "x-state" on a server event, on an object that is a property of a server event, or on a branch of a union of such objects.',
  };
}

function steps({ server }: ProtocolModel, state: StateModel, isSubset: IsSubset, verdicts: Verdicts): Finding[] {
  const readers = server.reader === "tolerant" ? (["strict", "tolerant"] as const) : (["strict"] as const);
  const checkers = readers.map((reader) => new StepChecker(state.schema, new ReaderView(reader), isSubset, verdicts));
  const all = [...state.blocks.values()].flatMap(stepsIn);
  return all.flatMap((placed) => {
    const { step, block } = placed;
    for (const checker of checkers) {
      const fault = checker.fault(step, block);
      if (fault !== undefined) return [findingOf(step, fault)];
    }
    const shared = sharedTextFault(placed, all);
    return shared === undefined ? [] : [findingOf(step, shared)];
  });
}

function beginning({ schema, initial }: StateModel, verdicts: Verdicts): Finding[] {
  const rule = "STATE_INITIAL_UNDECIDED";
  if ("undecided" in initial) {
    const message = "The state begins with a value of this schema, but the schema does not determine which one.";
    return [{ rule, place: placeIn(initial.undecided, []), message, hint: 'Write a "default", or make the property optional.' }];
  }
  if (!conjunctsOf([schema]).some(({ types, properties }) => types?.includes("object") === true || properties !== undefined)) {
    return [
      {
        rule,
        place: placeIn(schema, []),
        message: "The state has to be an object.",
        hint: 'Give the schema of the state "type": "object".',
      },
    ];
  }
  const issue = verdicts.refusal(schema, initial.value);
  if (issue === undefined) return [];
  const message = `The state would begin as ${shown(initial.value)}, which its schema refuses: ${issue.path === "" ? "" : `at ${issue.path} `}expected ${issue.expected}, got ${issue.got}.`;
  return [{ rule, place: placeIn(schema, []), message, hint: 'Write a "default" at this place of the schema.' }];
}

function ends({ terminal }: ProtocolModel, { endMarks }: StateModel): Finding[] {
  if (endMarks.length === terminal.length) return [];
  const marked = new Set(endMarks.map(({ event }) => event));
  return terminal
    .filter((event) => !marked.has(event))
    .map(({ name, schema }) => ({
      rule: "TERMINAL_MARK_MISSING",
      place: placeIn(schema, []),
      message: `event "${name}" ends a stream, but leaves no constant in the state that marks the end.`,
      hint: 'Add a step such as { "op": "set", "at": "/ended", "value": true }, at a place where only terminal events write it.',
    }));
}
