export { createStreamServer } from "./create-stream-server.js";
export type { CloseOptions, DrainOptions, StreamServer } from "./stream-server.js";
export type { Admission, TokenVerdict } from "./http/admission.js";
export type {
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
export type { OpenOptions, StateSource } from "./stream/stream-writer.js";
