export { createDAGHooks } from "./create-dag-hooks.js";
export type { DAGHandle, DAGHooks, DAGState, DAGTypes, DecisionDetails, RequestDetails } from "./create-dag-hooks.js";
export { createStreamHooks } from "./create-stream-hooks.js";
export type { StreamHandle, StreamHookOptions, StreamHooks } from "./create-stream-hooks.js";
export type { AnyFourMethodStore, FourMethodStore } from "./four-method-store.js";
