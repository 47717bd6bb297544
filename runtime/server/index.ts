export { createStreamServer } from "./create-stream-server.js";
export type { CloseOptions, DrainOptions, StreamServer } from "./stream-server.js";
export type {
  Admission,
  ClientEventHandler,
  ClientEventHandlers,
  Connection,
  EngineStream,
  EventContext,
  HeartbeatOptions,
  Logger,
  OpenStream,
  ProtocolDescriptor,
  ProtocolEvents,
  Stream,
  StreamLimits,
  StreamServerOptions,
  StreamServerStats,
} from "./types.js";
export type { AttachableServer } from "./http/upgrade-listeners.js";
export { ConnectionError, ProtocolError } from "../core/base/error.js";
export type { CommandContext, CommandSource } from "./stream/command-context.js";
export type { TokenVerdict } from "./session-hub.js";
export type { OpenOptions, StateSource } from "./stream/stream-writer.js";
