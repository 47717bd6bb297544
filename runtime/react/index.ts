export { createDAGHooks } from "./create-dag-hooks.js";
export type { DAGHandle, DAGHooks, DAGState, DAGTypes, DecisionDetails, RequestDetails } from "./create-dag-hooks.js";
export { createStreamHooks } from "./create-stream-hooks.js";
export type { StreamHandle, StreamHookOptions, StreamHooks, TextOptions } from "./create-stream-hooks.js";
export type { GrowingText } from "../core/contract/v1/state/extend-text.js";
export type { AnyFourMethodStore, FourMethodStore } from "./four-method-store.js";
