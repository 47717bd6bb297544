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
export type { AttachableServer } from "./upgrade-listeners.js";
export { ConnectionError, ProtocolError } from "../core/error.js";
export type { CommandContext, CommandSource } from "./session/command-context.js";
export type { TokenVerdict } from "./session/session-hub.js";
export type { AnyStreamState } from "./session/state-keeper.js";
export type { OpenOptions, StateSource } from "./session/stream-writer.js";
