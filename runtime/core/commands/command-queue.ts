import type { AppendResult, LogRecord, OutcomeLookup, RecordedOutcome, Reply } from "../log/stream-log.js";
import type { CommandId, Position } from "../frames/types.js";
import type { CommandAnswer, SubmittedCommand } from "../delivery/server-state.js";

/** A command of a stream, and who is to be told how it ended. */
export type StreamCommand = SubmittedCommand & {
  /** The gate instance that it decides, if it is a decision. */
  readonly gate: string | undefined;
  /** Connections, which may be more than one when a client has come back before the answer. */
  readonly origins: readonly number[];
};

/** The commands of one stream: one is being handled, the others wait. Plain data, replaced by each step. */
export type CommandQueue = {
  /** Epoch under which effects are appended; `undefined` while the stream is not claimed. */
  readonly epoch: number | undefined;
  readonly stage: "idle" | "lookup" | "handling" | "appending";
  /** The first is the current one, unless the stage is idle. */
  readonly commands: readonly StreamCommand[];
  readonly maxCommands: number;
  /** The handler's verdict, while it is being appended. */
  readonly reply?: Reply | undefined;
};

/** What happens to the commands of a stream. */
export type QueueInput =
  | { readonly kind: "claimed"; readonly epoch: number }
  | { readonly kind: "submit"; readonly command: SubmittedCommand; readonly gate?: string | undefined; readonly origin: number }
  | {
      readonly kind: "found";
      readonly outcome: OutcomeLookup;
      readonly decision: RecordedOutcome | undefined;
      readonly nowMs: number;
    }
  /** The handler is done: its events and its verdict. */
  | { readonly kind: "handled"; readonly texts: readonly string[]; readonly reply: Reply }
  | { readonly kind: "appended"; readonly result: AppendResult }
  /** The log could not be asked. */
  | { readonly kind: "failed" };

/** What the driver has to do. */
export type QueueOutput =
  | { readonly action: "find"; readonly id: CommandId; readonly gate: string | undefined }
  | { readonly action: "handle"; readonly command: StreamCommand }
  /** All of it or nothing. */
  | { readonly action: "append"; readonly epoch: number; readonly records: readonly LogRecord[] }
  | { readonly action: "answer"; readonly origins: readonly number[]; readonly id: CommandId; readonly answer: CommandAnswer }
  /** Somebody else has claimed the stream. */
  | { readonly action: "fenced" };

/** Result of {@link queueStep}. */
export type QueueStep = { readonly queue: CommandQueue; readonly outputs: readonly QueueOutput[] };

const retryAfterMs = 1_000;
const unavailable: CommandAnswer = {
  kind: "refused",
  code: "unavailable",
  message: "nobody can take commands for this stream now",
  retryAfterMs,
};
const expired: CommandAnswer = { kind: "refused", code: "expired", message: "the time for this command is over" };

const forgotten: CommandAnswer = {
  kind: "refused",
  code: "forgotten",
  message: "the command is so old that whether it took effect is not known any more",
};

/** A stream without commands. @param maxCommands How many may wait at once. */
export function createCommandQueue(maxCommands = 1_024): CommandQueue {
  return { epoch: undefined, stage: "idle", commands: [], maxCommands };
}

/** One step of a stream's commands, which are handled one after another. Pure, as `serverStep` is. */
export function queueStep(queue: CommandQueue, input: QueueInput): QueueStep {
  switch (input.kind) {
    case "claimed":
      return begin({ ...queue, epoch: input.epoch });
    case "submit":
      return submit(queue, input.command, input.gate, input.origin);
    case "found":
      return queue.stage === "lookup" ? found(queue, input) : { queue, outputs: [] };
    case "handled":
      return queue.stage === "handling" ? append(queue, input.texts, input.reply) : { queue, outputs: [] };
    case "appended":
      return queue.stage === "appending" ? appended(queue, input.result) : { queue, outputs: [] };
    case "failed":
      return queue.stage === "idle" ? { queue, outputs: [] } : finish(queue, unavailable);
  }
}

function submit(queue: CommandQueue, command: SubmittedCommand, gate: string | undefined, origin: number): QueueStep {
  const known = queue.commands.findIndex(({ id }) => id === command.id);
  const twin = queue.commands[known];
  if (twin !== undefined) {
    const origins = twin.origins.includes(origin) ? twin.origins : [...twin.origins, origin];
    return { queue: { ...queue, commands: queue.commands.with(known, { ...twin, origins }) }, outputs: [] };
  }
  if (queue.epoch === undefined || queue.commands.length >= queue.maxCommands) {
    return { queue, outputs: [{ action: "answer", origins: [origin], id: command.id, answer: unavailable }] };
  }
  return begin({ ...queue, commands: [...queue.commands, { ...command, gate, origins: [origin] }] });
}

function begin(queue: CommandQueue): QueueStep {
  const [first] = queue.commands;
  if (queue.stage !== "idle" || first === undefined || queue.epoch === undefined) return { queue, outputs: [] };
  return { queue: { ...queue, stage: "lookup" }, outputs: [{ action: "find", id: first.id, gate: first.gate }] };
}

function found(queue: CommandQueue, { outcome, decision, nowMs }: Extract<QueueInput, { readonly kind: "found" }>): QueueStep {
  const [first] = queue.commands;
  if (first === undefined) return { queue, outputs: [] };
  if (outcome === "forgotten") return finish(queue, forgotten);
  if (outcome !== undefined) return finish(queue, { kind: "recorded", outcome, isDuplicate: true });
  if (decision !== undefined) return finish(queue, { kind: "conflict", winner: decision });
  if (first.deadlineMs !== undefined && nowMs >= first.deadlineMs) return finish(queue, expired);
  return { queue: { ...queue, stage: "handling" }, outputs: [{ action: "handle", command: first }] };
}

function append(queue: CommandQueue, texts: readonly string[], reply: Reply): QueueStep {
  const [first] = queue.commands;
  if (first === undefined || queue.epoch === undefined) return { queue, outputs: [] };
  const isAck = reply.verdict === "ack";
  const events = isAck ? texts.map((text): LogRecord => ({ kind: "event", text })) : [];
  const decision = isAck && first.gate !== undefined ? { decision: { gate: first.gate, event: first.event } } : {};
  const records: readonly LogRecord[] = [...events, { kind: "outcome", outcome: { id: first.id, reply, ...decision } }];
  return { queue: { ...queue, stage: "appending", reply }, outputs: [{ action: "append", epoch: queue.epoch, records }] };
}

function appended(queue: CommandQueue, result: AppendResult): QueueStep {
  switch (result.status) {
    case "appended":
      return finishRecorded(queue, result.at);
    case "duplicate":
      return finish(queue, { kind: "recorded", outcome: result.outcome, isDuplicate: true });
    case "decided":
      return finish(queue, { kind: "conflict", winner: result.outcome });
    case "forgotten":
      return finish(queue, forgotten);
    case "fenced":
      return fenced(queue);
  }
}

function finishRecorded(queue: CommandQueue, at: Position): QueueStep {
  const { reply } = queue;
  return reply === undefined ? { queue, outputs: [] } : finish(queue, { kind: "recorded", outcome: { reply, at }, isDuplicate: false });
}

/** Answers the current command and begins the next. */
function finish(queue: CommandQueue, answer: CommandAnswer): QueueStep {
  const [first, ...commands] = queue.commands;
  if (first === undefined) return { queue, outputs: [] };
  const next = begin({ ...queue, stage: "idle", commands, reply: undefined });
  return { queue: next.queue, outputs: [{ action: "answer", origins: first.origins, id: first.id, answer }, ...next.outputs] };
}

function fenced(queue: CommandQueue): QueueStep {
  const answers = queue.commands.map(({ id, origins }): QueueOutput => ({ action: "answer", origins, id, answer: unavailable }));
  return { queue: createCommandQueue(queue.maxCommands), outputs: [...answers, { action: "fenced" }] };
}
