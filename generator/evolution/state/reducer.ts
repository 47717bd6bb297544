import { canonicalJson } from "../../base/canonical-json.js";
import type { Json } from "../../base/json.js";
import { pointerTokens } from "../../base/pointer.js";
import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import type { StateModel } from "../../model/state/state-model.js";
import { routeOf } from "../peer/route.js";
import type { Route } from "../peer/route.js";
import { applyBlock, valueAt } from "./apply-block.js";

/** A message of an event, as the version that sends it describes the event. */
export type Sent = { readonly event: EventModel; readonly message: Json };

/** The reducer of one version of a protocol. It gives the states that the generated reducer gives. */
export class Reducer {
  readonly #model: ProtocolModel;
  readonly #state: StateModel;
  /** The number of events that were applied. */
  applied = 0;

  constructor(model: ProtocolModel, state: StateModel) {
    this.#model = model;
    this.#state = state;
  }

  /** The state before the first event. */
  get initial(): Json {
    return "value" in this.#state.initial ? this.#state.initial.value : {};
  }

  /** Returns the state after an event of any version. An event that this version does not know changes nothing. */
  apply(state: Json, sent: Sent): Json {
    this.applied += 1;
    if (this.hasEnded(state)) return state;
    const event = this.eventOf(sent);
    const block = event === undefined ? undefined : this.#state.blocks.get(event);
    return event === undefined || block === undefined ? state : applyBlock(state, block, this.#content(event, sent.message));
  }

  /** Returns true if the state shows that the stream has ended. */
  hasEnded(state: Json): boolean {
    return this.#state.endMarks.some(({ path, value }) => {
      const found = valueAt(state, path);
      return found !== undefined && canonicalJson(found) === canonicalJson(value);
    });
  }

  /** Returns the events as which this version may read the messages of a sent event. */
  routeOf(event: EventModel): Route {
    return routeOf(event, this.#model.server, this.#model.discriminators);
  }

  /** Returns the event as which this version reads a message; `undefined` if this version skips the message. */
  eventOf({ event, message }: Sent): EventModel | undefined {
    const { events, mayMiss } = this.routeOf(event);
    if (events.length === 1 && !mayMiss) return events[0];
    return events.find(({ tags }) => [...(tags ?? [])].every(([pointer, values]) => this.#hasTag(event, message, pointer, values)));
  }

  #hasTag({ tags }: EventModel, message: Json, pointer: string, values: readonly Json[]): boolean {
    const given = pointer.startsWith("@") ? tags?.get(pointer)?.[0] : valueAt(message, pointerTokens(pointer));
    return given !== undefined && values.some((value) => canonicalJson(value) === canonicalJson(given));
  }

  #content({ at }: EventModel, message: Json): Json {
    return valueAt(message, pointerTokens(at)) ?? null;
  }
}
