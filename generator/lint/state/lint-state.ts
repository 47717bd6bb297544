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

/** The inputs of {@link lintState} beside the model. */
export type StateScope = {
  /** Every schema that the protocol reaches. */
  readonly schemas: readonly Schema[];
  readonly isSubset: IsSubset;
};

/** Checks every step of a protocol against its state. Also checks the state's start value and the marks of terminal events. */
export function lintState(model: ProtocolModel, { schemas, isSubset }: StateScope): Finding[] {
  const { state } = model;
  const unreached = schemas.filter((schema) => schema.annotations.state !== undefined && !isReached(schema, state));
  const found = unreached.map((schema) => unreachedFinding(schema, state !== undefined));
  if (state === undefined) return found;
  const verdicts = new Verdicts();
  return [...found, ...steps(model, state, isSubset, verdicts), ...beginning(state, verdicts), ...ends(model, state)];
}

/** Compares by location, because a schema that the model derives for an event has the location of its original. */
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
    hint: "Put it on a server event, on an object that a property of a server event declares, or on a branch of a union of these.",
  };
}

function steps({ server }: ProtocolModel, state: StateModel, isSubset: IsSubset, verdicts: Verdicts): Finding[] {
  const readers = server.reader === "tolerant" ? (["strict", "tolerant"] as const) : (["strict"] as const);
  const checkers = readers.map((reader) => new StepChecker(state.schema, new ReaderView(reader), isSubset, verdicts));
  return [...state.blocks.values()].flatMap(stepsIn).flatMap(({ step, block }) => {
    for (const checker of checkers) {
      const fault = checker.fault(step, block);
      if (fault !== undefined) return [findingOf(step, fault)];
    }
    return [];
  });
}

function beginning({ schema, initial }: StateModel, verdicts: Verdicts): Finding[] {
  const rule = "STATE_INITIAL_UNDECIDED";
  if ("undecided" in initial) {
    const message = "The state begins with a value of this schema, but the schema does not determine which one.";
    return [{ rule, place: placeIn(initial.undecided, []), message, hint: 'Write a "default", or make the property optional.' }];
  }
  if (!conjunctsOf([schema]).some(({ types, properties }) => types?.includes("object") === true || properties !== undefined)) {
    return [{ rule, place: placeIn(schema, []), message: "The state has to be an object.", hint: 'Give it "type": "object".' }];
  }
  const issue = verdicts.refusal(schema, initial.value);
  if (issue === undefined) return [];
  const message = `The state would begin as ${shown(initial.value)}, which its schema refuses: ${issue.path === "" ? "" : `at ${issue.path} `}expected ${issue.expected}, got ${issue.got}.`;
  return [{ rule, place: placeIn(schema, []), message, hint: 'Write a "default" there.' }];
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
