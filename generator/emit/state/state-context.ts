import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import type { StateModel } from "../../model/state/state-model.js";
import type { TypeMaker } from "../../types/type-of.js";

/** What the functions of `state.ts` are printed from. */
export type StateContext = {
  readonly model: ProtocolModel;
  readonly state: StateModel;
  readonly types: TypeMaker;
  /** Name of the function that takes the steps of an event. */
  readonly stepNames: ReadonlyMap<EventModel, string>;
};
