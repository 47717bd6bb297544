export type {
  EventDescriptor,
  EventOf,
  EventSet,
  Guard,
  Issue,
  OutOfBandTags,
  ReadResult,
  StandardResult,
  StandardSchema,
} from "./contract/v1/contract.js";
export type { Protocol, ProtocolPeer, ProtocolTypes, StatefulProtocol } from "./contract/v1/protocol.js";
export type { StateReducer } from "./contract/v1/state/state-reducer.js";
export type { StateChange } from "./contract/v1/state/state-draft.js";
export { backoffDelayMs } from "./base/backoff.js";
export { closeCodes, closeDecision } from "./base/close-code.js";
export type { CloseDecision } from "./base/close-code.js";
export { ProtocolError, StreamError } from "./base/error.js";
export type { ProtocolErrorCode, StreamErrorCode } from "./base/error.js";
export { MemoryLog } from "./log/memory-log.js";
export type { MemoryLogOptions } from "./log/memory-log.js";
export type {
  AppendResult,
  Checkpoint,
  Claim,
  CommandResult,
  Decision,
  EventRecord,
  LogReadResult,
  LogRecord,
  LogSlice,
  LogSnapshot,
  NewOutcome,
  Outcome,
  OutcomeRecord,
  ReadLimit,
  ReadRequest,
  Retention,
  SnapshotChoice,
  StoredProtocol,
  StreamLog,
  TimeRun,
  TrimRequest,
} from "./log/stream-log.js";
