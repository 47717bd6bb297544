export { createStreamServer } from "./create-stream-server.js";
export type { StreamServer } from "./stream-server.js";
export type { Stream, Commands, StreamOptions } from "./stream/stream-types.js";
export type { CommandContext } from "./stream/command-context.js";
export type { Admission, TokenAdmission } from "./http/admission.js";
export type { Logger, StreamLimits, StreamServerOptions, StreamServerStats } from "./types.js";
export { ProtocolError, StreamError } from "../core/base/error.js";
