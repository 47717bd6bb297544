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

/** The differences that one version's reader meets in the other version's states and events. */
export type StateFlow = {
  readonly flow: Flow;
  /** Whether the reader accepts every state of the writer. */
  readonly read: WireCell;
  /** The events that the reader's reducer treats in another way. */
  readonly steps: readonly StepCell[];
  /** The start value, if it differs for the reader. */
  readonly initial: Difference | undefined;
};

/** All differences between the states of two versions of a protocol. */
export type StateComparison = {
  readonly flows: readonly StateFlow[];
  /** The state as if it were an event, for the comparison of its schemas. */
  readonly pair: EventPair;
  /** The events of both versions that belong together. Empty if the readers skip no event. */
  readonly events: readonly EventPair[];
  /** True if other events end the stream, or if the end shows in another way. */
  readonly isOtherEnd: boolean;
  /** True if the versions have other steps that could not be read. */
  readonly hasOtherUnread: boolean;
  /** The places about which old readers hear nothing any more. */
  readonly silent: readonly SilentPlace[];
};

/** Compares the states of two versions. `undefined`: one of them has no state, or nothing about the state differs. */
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

/** Returns the part of a protocol's digest that is computed from the state. Equal parts: equal states. `undefined` without a state. */
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

/** A protocol whose only event is the state, so that the checks for events judge the state. */
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
