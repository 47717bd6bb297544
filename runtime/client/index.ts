export { closeCodes } from "../core/base/close-code.js";
export { ProtocolError } from "../core/base/error.js";
export type { CommandOutcome } from "../core/client-steps/client-state.js";
export { CommandError, ConnectError } from "./errors.js";
export { connect } from "./connect.js";
export type { Loss, StreamLoss } from "../core/client-steps/stream-loss.js";
export type { Connection } from "./connection.js";
export type { Clock } from "./environment.js";
export type {
  ConnectionInfo,
  ConnectionOptions,
  ConnectionStatus,
  ConnectOptions,
  EventPosition,
  SendOptions,
  StateOptions,
  StreamPosition,
} from "./options.js";
export { trackLosses } from "./track-losses.js";
export type { LossOptions, LossTracker } from "./track-losses.js";
export { keepOutbox, sessionOutbox } from "./outbox-storage.js";
export type { OutboxStorage, StoredCommand } from "./outbox-storage.js";
export type { SocketConstructor } from "./socket.js";
export { CommandList } from "./store/command-list.js";
export type { SentCommand } from "./store/command-list.js";
export { StreamSession } from "./store/stream-session.js";
export type { StreamListener, StreamSessionOptions } from "./store/stream-session.js";
export { StreamStore } from "./store/stream-store.js";
export type { ReceivedEvent } from "./store/stream-store.js";
