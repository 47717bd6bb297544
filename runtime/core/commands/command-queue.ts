import type { CommandId, Position } from "../frames/types.js";
import type { Command, CommandFinish } from "../log/command.js";
import type { AppendResult, LogRecord, OutcomeLookup, RecordedOutcome, Reply } from "../log/stream-log.js";
import { beginTurn, put, tell } from "../steps/turn.js";
import type { Turn } from "../steps/turn.js";

/** A command of a stream, and the connections that are told how it finishes. */
export type StreamCommand = Command & {
  /** The gate instance that it decides, if it is a decision. */
  readonly gate: string | undefined;
  /** More than one if a client has come back before the command has finished. */
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
  | { readonly kind: "submit"; readonly command: Command; readonly gate?: string | undefined; readonly origin: number }
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
  | { readonly action: "finish"; readonly origins: readonly number[]; readonly id: CommandId; readonly finish: CommandFinish }
  /** Somebody else has claimed the stream. */
  | { readonly action: "fenced" };

/** Result of {@link queueStep}. */
export type QueueStep = { readonly state: CommandQueue; readonly outputs: readonly QueueOutput[] };

type QueueTurn = Turn<CommandQueue, QueueOutput>;

const retryAfterMs = 1_000;
const unavailable: CommandFinish = {
  kind: "refused",
  code: "unavailable",
  message: "nobody can take commands for this stream now",
  retryAfterMs,
};
const expired: CommandFinish = { kind: "refused", code: "expired", message: "the time for this command is over" };

const forgotten: CommandFinish = {
  kind: "refused",
  code: "forgotten",
  message: "the command is so old that whether it took effect is not known any more",
};

/** A stream without commands. @param maxCommands How many may wait at once. */
export function createCommandQueue(maxCommands = 1_024): CommandQueue {
  return { epoch: undefined, stage: "idle", commands: [], maxCommands };
}

/** One step of a stream's commands, which are handled one after another. Pure, as `connectionStep` is. */
export function queueStep(queue: CommandQueue, input: QueueInput): QueueStep {
  const turn = beginTurn<CommandQueue, QueueOutput>(queue);
  react(turn, input);
  return turn;
}

function react(turn: QueueTurn, input: QueueInput): void {
  const { stage } = turn.state;
  switch (input.kind) {
    case "claimed":
      put(turn, { epoch: input.epoch });
      return begin(turn);
    case "submit":
      return submit(turn, input.command, input.gate, input.origin);
    case "found":
      return stage === "lookup" ? found(turn, input) : undefined;
    case "handled":
      return stage === "handling" ? append(turn, input.texts, input.reply) : undefined;
    case "appended":
      return stage === "appending" ? appended(turn, input.result) : undefined;
    case "failed":
      return stage === "idle" ? undefined : finish(turn, unavailable);
  }
}

function submit(turn: QueueTurn, command: Command, gate: string | undefined, origin: number): void {
  const { commands, epoch, maxCommands } = turn.state;
  const known = commands.findIndex(({ id }) => id === command.id);
  const twin = commands[known];
  if (twin !== undefined) {
    const origins = twin.origins.includes(origin) ? twin.origins : [...twin.origins, origin];
    return put(turn, { commands: commands.with(known, { ...twin, origins }) });
  }
  if (epoch === undefined || commands.length >= maxCommands)
    return tell(turn, { action: "finish", origins: [origin], id: command.id, finish: unavailable });
  put(turn, { commands: [...commands, { ...command, gate, origins: [origin] }] });
  begin(turn);
}

function begin(turn: QueueTurn): void {
  const { stage, epoch, commands } = turn.state;
  const [first] = commands;
  if (stage !== "idle" || first === undefined || epoch === undefined) return;
  put(turn, { stage: "lookup" });
  tell(turn, { action: "find", id: first.id, gate: first.gate });
}

function found(turn: QueueTurn, { outcome, decision, nowMs }: Extract<QueueInput, { readonly kind: "found" }>): void {
  const [first] = turn.state.commands;
  if (first === undefined) return;
  if (outcome === "forgotten") return finish(turn, forgotten);
  if (outcome !== undefined) return finish(turn, { kind: "recorded", outcome, isDuplicate: true });
  if (decision !== undefined) return finish(turn, { kind: "conflict", winner: decision });
  if (first.deadlineMs !== undefined && nowMs >= first.deadlineMs) return finish(turn, expired);
  put(turn, { stage: "handling" });
  tell(turn, { action: "handle", command: first });
}

function append(turn: QueueTurn, texts: readonly string[], reply: Reply): void {
  const { commands, epoch } = turn.state;
  const [first] = commands;
  if (first === undefined || epoch === undefined) return;
  const isAck = reply.verdict === "ack";
  const events = isAck ? texts.map((text): LogRecord => ({ kind: "event", text })) : [];
  const decision = isAck && first.gate !== undefined ? { decision: { gate: first.gate, event: first.event } } : {};
  const records: readonly LogRecord[] = [...events, { kind: "outcome", outcome: { id: first.id, reply, ...decision } }];
  put(turn, { stage: "appending", reply });
  tell(turn, { action: "append", epoch, records });
}

function appended(turn: QueueTurn, result: AppendResult): void {
  switch (result.status) {
    case "appended":
      return finishRecorded(turn, result.at);
    case "duplicate":
      return finish(turn, { kind: "recorded", outcome: result.outcome, isDuplicate: true });
    case "decided":
      return finish(turn, { kind: "conflict", winner: result.outcome });
    case "forgotten":
      return finish(turn, forgotten);
    case "fenced":
      return fenced(turn);
  }
}

function finishRecorded(turn: QueueTurn, at: Position): void {
  const { reply } = turn.state;
  if (reply !== undefined) finish(turn, { kind: "recorded", outcome: { reply, at }, isDuplicate: false });
}

/** Finishes the current command and begins the next. */
function finish(turn: QueueTurn, how: CommandFinish): void {
  const [first, ...commands] = turn.state.commands;
  if (first === undefined) return;
  tell(turn, { action: "finish", origins: first.origins, id: first.id, finish: how });
  put(turn, { stage: "idle", commands, reply: undefined });
  begin(turn);
}

function fenced(turn: QueueTurn): void {
  for (const { id, origins } of turn.state.commands) tell(turn, { action: "finish", origins, id, finish: unavailable });
  tell(turn, { action: "fenced" });
  put(turn, { ...createCommandQueue(turn.state.maxCommands), reply: undefined });
}
