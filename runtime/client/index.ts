export { closeCodes } from "../core/base/close-code.js";
export { connect } from "./connect.js";
export type { Clock } from "./environment.js";
export { CommandError } from "./command-error.js";
export type { CommandAck } from "./command-error.js";
export type {
  ConnectionInfo,
  ConnectionStatus,
  ConnectOptions,
  ProtocolDescriptor,
  ReceivedCounts,
  SendOptions,
  StreamPlace,
} from "./options.js";
export { sessionOutbox } from "./outbox-storage.js";
export type { OutboxStorage, StoredCommand } from "./outbox-storage.js";
export type { SocketConstructor, SocketLike } from "./socket.js";
export type { StatusListener, StreamConnection } from "./stream-connection.js";
export { ConnectionError, ProtocolError } from "../core/base/error.js";
export { CommandList } from "./store/command-list.js";
export type { SentCommand } from "./store/command-list.js";
export { StreamSession } from "./store/stream-session.js";
export type { StreamEnd, StreamListener, StreamProtocol, StreamSessionOptions } from "./store/stream-session.js";
export { StreamStore } from "./store/stream-store.js";
export type { ReceivedEvent, StoreOptions } from "./store/stream-store.js";
