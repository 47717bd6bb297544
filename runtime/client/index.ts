export { connect } from "./connect.js";
export type { Clock } from "./environment.js";
export type { ConnectionStatus, ConnectOptions, ReceivedCounts } from "./options.js";
export type { SocketConstructor, SocketLike } from "./socket.js";
export type { StatusListener, StreamConnection } from "./stream-connection.js";
export { ConnectionError, ProtocolError } from "../core/error.js";
