export type {
  EventDescriptor,
  EventSet,
  Guard,
  Issue,
  OutOfBandTags,
  ReadResult,
  StandardResult,
  StandardSchema,
} from "./codegen/contract.js";
export { backoffDelayMs } from "./backoff.js";
export { closeCodes, closeDecision } from "./close-code.js";
export type { CloseDecision } from "./close-code.js";
export { ConnectionError, ProtocolError } from "./error.js";
export type { ConnectionProblem, ProtocolRule } from "./error.js";
export type { EventHandlers, EventNamed } from "./handlers.js";
export { MemoryLog } from "./log/memory-log.js";
export type { MemoryLogOptions } from "./log/memory-log.js";
export type {
  AppendResult,
  Claim,
  Decision,
  EventRecord,
  LogReadResult,
  LogRecord,
  LogSlice,
  LogSnapshot,
  Outcome,
  OutcomeLookup,
  OutcomeRecord,
  ReadLimit,
  RecordedOutcome,
  Reply,
  StreamLog,
  TrimRequest,
} from "./log/stream-log.js";
