import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import type { StateModel } from "../../model/state/state-model.js";
import type { TypeMaker } from "../../types/type-of.js";

/** The inputs for printing the functions of `state.ts`. */
export type StateContext = {
  readonly model: ProtocolModel;
  readonly state: StateModel;
  readonly types: TypeMaker;
  /** The names of the functions that run the steps of an event. */
  readonly stepNames: ReadonlyMap<EventModel, string>;
};
