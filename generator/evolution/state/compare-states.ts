import { canonicalJson } from "../../base/canonical-json.js";
import { fact } from "../../base/fact.js";
import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import { eventKey, unreadSteps } from "../../model/state/state-digest.js";
import type { StateModel } from "../../model/state/state-model.js";
import { Consumer } from "../peer/consumer.js";
import type { WireCell } from "../peer/compare-protocols.js";
import { pairEvents } from "../peer/pair-events.js";
import type { EventPair } from "../peer/pair-events.js";
import type { Flow, Questions } from "../peer/wire.js";
import { compareSteps } from "./compare-steps.js";
import type { StepCell, Stateful } from "./compare-steps.js";
import { differenceOf } from "./divergence.js";
import type { Difference } from "./divergence.js";
import type { ExampleTools } from "./example-value.js";
import { silentPlaces } from "./silent-places.js";
import type { SilentPlace } from "./silent-places.js";

/** The differences that a reader of one version finds in the states and events of the other version. */
export type StateFlow = {
  readonly flow: Flow;
  /** Whether the reader accepts every state of the writer. */
  readonly read: WireCell;
  /** The events after which the reader's state may differ from the writer's state. */
  readonly steps: readonly StepCell[];
  /** The difference between the start values of the state; `undefined` if the reader sees none. */
  readonly initial: Difference | undefined;
};

/** All differences between the states of two versions of a protocol. */
export type StateComparison = {
  readonly flows: readonly StateFlow[];
  /**
   * The state of both versions as if it were an event, so that the comparison of events finds changes of the state's
   * schema.
   */
  readonly pair: EventPair;
  /** The pairs of old and new events, which show whether a skipped event was renamed. Empty if no reader skips an event. */
  readonly events: readonly EventPair[];
  /** True if the versions differ in which events end a stream, or in how the state shows the end. */
  readonly isOtherEnd: boolean;
  /** True if the versions differ in `x-state` steps that dagwire could not read. */
  readonly hasOtherUnread: boolean;
  /** The places of the state that are no longer changed by any event that old readers know. */
  readonly silent: readonly SilentPlace[];
};

/**
 * Compares the states of two versions. Returns `undefined` if a version has no state, or if nothing about the state
 * differs.
 */
export function compareStates(
  before: ProtocolModel,
  after: ProtocolModel,
  questions: Questions,
  tools: ExampleTools,
): StateComparison | undefined {
  const [old, now] = [statefulOf(before), statefulOf(after)];
  if (old === undefined || now === undefined || stateDigestOf(before) === stateDigestOf(after)) return undefined;
  const flows = [flowOf(now, old, "new-to-old", questions, tools), flowOf(old, now, "old-to-new", questions, tools)];
  const silent = silentPlaces(now, old);
  const isSkipping = silent.length > 0 || flows.some(({ steps }) => steps.some(({ counterpart }) => counterpart === undefined));
  return {
    flows,
    pair: { before: asEvent(old.state), after: asEvent(now.state) },
    events: isSkipping ? pairEvents(before.server.events, after.server.events) : [],
    isOtherEnd: endText(old) !== endText(now),
    hasOtherUnread: unreadText(old) !== unreadText(now),
    silent,
  };
}

/**
 * Returns the part of a protocol's digest that is computed from the state. If two versions have the same part, their
 * states do not differ. Returns `undefined` if the protocol has no state.
 */
export function stateDigestOf({ digest, state }: ProtocolModel): string | undefined {
  return state === undefined ? undefined : digest.slice(digest.indexOf(".") + 1);
}

function statefulOf(model: ProtocolModel): Stateful | undefined {
  return model.state === undefined ? undefined : { model, state: model.state };
}

function flowOf(writer: Stateful, reader: Stateful, flow: Flow, questions: Questions, tools: ExampleTools): StateFlow {
  const event = asEvent(writer.state);
  const consumer = new Consumer(asProtocol(reader), "server", questions);
  const [was, is] = [writer, reader].map(({ state }) => ("value" in state.initial ? state.initial.value : {}));
  return {
    flow,
    read: { direction: "server", flow, event, verdict: consumer.verdictOn(event), consumer },
    steps: compareSteps(writer, reader, tools),
    initial: differenceOf(was ?? {}, is ?? {}, reader.state.schema),
  };
}

/** Returns a protocol whose only event is the state, so that the checks for events also judge the state. */
function asProtocol({ model, state }: Stateful): ProtocolModel {
  return { ...model, discriminators: [], server: { ...model.server, events: [asEvent(state)] } };
}

const asEvent = fact(({ schema, typeName }: StateModel): EventModel => ({
  name: typeName,
  typeName,
  schema,
  tags: new Map(),
  at: "",
  tagsInSchema: true,
  location: schema.location,
}));

function endText({ model, state }: Stateful): string {
  return canonicalJson([
    model.terminal.map(eventKey).toSorted(),
    state.endMarks.map(({ event, path, value }) => canonicalJson([eventKey(event), path, value])).toSorted(),
  ]);
}

function unreadText({ model, state }: Stateful): string {
  return canonicalJson(unreadSteps(state, model.server.events).map(({ text }) => text));
}
