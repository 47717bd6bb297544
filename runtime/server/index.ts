export { createStreamServer } from "./create-stream-server.js";
export type { CloseOptions, StreamServer } from "./stream-server.js";
export type {
  Admission,
  ClientEventHandler,
  ClientEventHandlers,
  Connection,
  EngineStream,
  EventContext,
  HeartbeatOptions,
  ProtocolEvents,
  Stream,
  StreamLimits,
  StreamServerOptions,
  StreamServerStats,
} from "./types.js";
export type { AttachableServer } from "./upgrade-listeners.js";
export { ConnectionError, ProtocolError } from "../core/error.js";
