import type { CommandId, Position } from "../frames/types.js";
import type { Command, CommandFinish, FinishedCommand } from "../log/command.js";
import type { AppendVerdict, CommandResult, LogRecord, Outcome } from "../log/stream-log.js";
import { beginTurn, put, tell } from "../steps/turn.js";
import type { Turn } from "../steps/turn.js";

/** A command of a stream, and the connections over which the client has sent it. */
export type StreamCommand = Command & {
  /** Id of the gate that the command decides. `undefined` if the command decides no gate. */
  readonly gate: string | undefined;
  /** The connections that get the outcome. More than one if the client sent the unfinished command again over a new connection. */
  readonly origins: readonly number[];
};

/** The unfinished commands of one stream. The handler gets one command at a time. Plain data: each step returns a new object. */
export type CommandQueue = {
  /** The epoch in which the queue appends. `undefined` while the server has not claimed the stream. */
  readonly epoch: number | undefined;
  readonly stage: "idle" | "lookup" | "handling" | "appending";
  /** The commands in the order in which they are handled. The first of them is the current command, unless the stage is `idle`. */
  readonly commands: readonly StreamCommand[];
  readonly maxCommands: number;
  /** The result of the current command's handler, in the stage `appending`. */
  readonly result?: CommandResult | undefined;
  /** True while the log does not answer. The queue then takes no commands. */
  readonly isAway?: boolean;
};

/** An input of {@link queueStep}. */
export type QueueInput =
  /** The server has claimed the stream with this epoch. */
  | { readonly kind: "claimed"; readonly epoch: number }
  /** A client has sent a command over connection `origin`. */
  | { readonly kind: "submit"; readonly command: Command; readonly gate?: string | undefined; readonly origin: number }
  /** The answer of the log to the output `find`. */
  | {
      readonly kind: "found";
      readonly id: CommandId;
      readonly by?: string | undefined;
      readonly outcome: Outcome | "forgotten" | undefined;
      readonly decision: Outcome | undefined;
      readonly nowMs: number;
    }
  /** The handler has finished. `texts` are the events that it has published. */
  | { readonly kind: "handled"; readonly texts: readonly string[]; readonly result: CommandResult }
  /** The answer of the log to the output `append`. */
  | { readonly kind: "appended"; readonly result: AppendVerdict }
  /** The log has failed and gives no answer to `find` or `append`. */
  | { readonly kind: "failed"; readonly id: CommandId; readonly by?: string | undefined }
  /** The log does not answer, or answers again. */
  | { readonly kind: "away" | "back" };

/** A task that the queue gives to the driver. */
export type QueueOutput =
  /** Ask the log for the command's outcome and for the gate's decision. */
  | { readonly action: "find"; readonly id: CommandId; readonly by: string | undefined; readonly gate: string | undefined }
  /** Call the handler. */
  | { readonly action: "handle"; readonly command: StreamCommand }
  /** Append all records to the log, or none if it refuses one. */
  | {
      readonly action: "append";
      readonly id: CommandId;
      readonly by: string | undefined;
      readonly epoch: number;
      readonly records: readonly LogRecord[];
    }
  /** Tell the connections how the command finished. */
  | ({ readonly action: "finish" } & FinishedCommand)
  /** Stop writing: another writer has claimed the stream. */
  | { readonly action: "fenced" };

/** Result of {@link queueStep}. */
export type QueueStep = { readonly state: CommandQueue; readonly outputs: readonly QueueOutput[] };

type QueueTurn = Turn<CommandQueue, QueueOutput>;

const retryAfterMs = 1_000;
/** The stream takes no commands now. */
export const unavailable: CommandFinish = {
  kind: "refused",
  code: "unavailable",
  message: "The server cannot take commands for this stream now. The client sends the command again.",
  retryAfterMs,
};
/** The time to live of a command is over. */
export const expired: CommandFinish = {
  kind: "refused",
  code: "expired",
  message: "The command expired before its handler began. Send it again if you still want its effect.",
};

const forgotten: CommandFinish = {
  kind: "refused",
  code: "forgotten",
  message:
    "The command is so old that the server has removed its outcome, so its effect is unknown. Look at the stream's state before you send it again.",
};

/** Returns an empty queue. @param maxCommands The largest number of commands in the queue. */
export function createCommandQueue(maxCommands = 1_024): CommandQueue {
  return { epoch: undefined, stage: "idle", commands: [], maxCommands };
}

/** One step of a stream's command queue. A pure function. */
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
      return stage === "handling" ? append(turn, input.texts, input.result) : undefined;
    case "appended":
      return stage === "appending" ? appended(turn, input.result) : undefined;
    case "failed":
      return stage === "idle" || !isCurrent(turn, input) ? undefined : finish(turn, unavailable);
    case "away":
      return goAway(turn);
    case "back":
      return put(turn, { isAway: false });
  }
}

function submit(turn: QueueTurn, command: Command, gate: string | undefined, origin: number): void {
  const { commands, epoch, maxCommands, isAway } = turn.state;
  const known = commands.findIndex(({ id, by }) => id === command.id && by === command.by);
  const twin = commands[known];
  if (twin !== undefined) {
    const origins = twin.origins.includes(origin) ? twin.origins : [...twin.origins, origin];
    return put(turn, { commands: commands.with(known, { ...twin, origins }) });
  }
  const added: StreamCommand = { ...command, gate, origins: [origin] };
  if (epoch === undefined || isAway === true) return giveUp(turn, added);
  const fair = commands.toSpliced(fairPlace(turn.state, added), 0, added);
  // The last command belongs to the sender with the most waiting commands. It is the new command if no sender has more.
  const last = fair.length > maxCommands ? fair.at(-1) : undefined;
  put(turn, { commands: last === undefined ? fair : fair.slice(0, -1) });
  if (last !== undefined) giveUp(turn, last);
  begin(turn);
}

/**
 * Returns the place of a new command among the waiting ones. The senders take turns: the first commands of all senders come
 * before their second ones, and so on. A sender of many commands therefore delays the others by one command each turn.
 */
function fairPlace({ commands, stage }: CommandQueue, added: StreamCommand): number {
  const counts = new Map<string, number>();
  const roundOf = (command: StreamCommand): number => {
    const sender = command.by ?? `connection ${command.origins[0]}`;
    const round = (counts.get(sender) ?? 0) + 1;
    counts.set(sender, round);
    return round;
  };
  const rounds = commands.map(roundOf);
  const round = roundOf(added);
  const place = rounds.findIndex((other, index) => other > round && (index > 0 || stage === "idle"));
  return place === -1 ? commands.length : place;
}

function giveUp(turn: QueueTurn, { id, by, origins }: StreamCommand): void {
  tell(turn, { action: "finish", origins, id, by, finish: unavailable });
}

function begin(turn: QueueTurn): void {
  const { stage, epoch, commands } = turn.state;
  const [first] = commands;
  if (stage !== "idle" || first === undefined || epoch === undefined) return;
  put(turn, { stage: "lookup" });
  tell(turn, { action: "find", id: first.id, by: first.by, gate: first.gate });
}

function isCurrent({ state }: QueueTurn, { id, by }: Pick<Command, "id" | "by">): boolean {
  const [first] = state.commands;
  return first?.id === id && first.by === by;
}

/** Refuses the commands whose handlers have not begun. The current one keeps its place, because it may have taken effect. */
function goAway(turn: QueueTurn): void {
  const { stage, commands } = turn.state;
  const begun = stage === "handling" || stage === "appending" ? 1 : 0;
  for (const command of commands.slice(begun)) giveUp(turn, command);
  put(turn, { isAway: true, commands: commands.slice(0, begun), ...(begun === 0 && { stage: "idle" }) });
}

function found(turn: QueueTurn, input: Extract<QueueInput, { readonly kind: "found" }>): void {
  const { outcome, decision, nowMs } = input;
  const [first] = turn.state.commands;
  // The answer may be for a command that was refused while the log was away.
  if (first === undefined || !isCurrent(turn, input)) return;
  if (outcome === "forgotten") return finish(turn, forgotten);
  if (outcome !== undefined) return finish(turn, { kind: "recorded", outcome, isDuplicate: true });
  if (decision !== undefined) return finish(turn, { kind: "conflict", winner: decision });
  if (first.deadlineMs !== undefined && nowMs >= first.deadlineMs) return finish(turn, expired);
  put(turn, { stage: "handling" });
  tell(turn, { action: "handle", command: first });
}

function append(turn: QueueTurn, texts: readonly string[], result: CommandResult): void {
  const { commands, epoch } = turn.state;
  const [first] = commands;
  if (first === undefined || epoch === undefined) return;
  const isAccepted = result.status === "accepted";
  const events = isAccepted ? texts.map((text): LogRecord => ({ kind: "event", text })) : [];
  const decision = isAccepted && first.gate !== undefined ? { decision: { gate: first.gate, event: first.event } } : {};
  const sender = first.by === undefined ? {} : { by: first.by };
  const records: readonly LogRecord[] = [...events, { kind: "outcome", outcome: { id: first.id, ...sender, result, ...decision } }];
  put(turn, { stage: "appending", result });
  tell(turn, { action: "append", id: first.id, by: first.by, epoch, records });
}

function appended(turn: QueueTurn, result: AppendVerdict): void {
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
  const { result } = turn.state;
  if (result !== undefined) finish(turn, { kind: "recorded", outcome: { result, at }, isDuplicate: false });
}

/** Finishes the current command and begins the next one. */
function finish(turn: QueueTurn, how: CommandFinish): void {
  const [first, ...commands] = turn.state.commands;
  if (first === undefined) return;
  tell(turn, { action: "finish", origins: first.origins, id: first.id, by: first.by, finish: how });
  put(turn, { stage: "idle", commands, result: undefined });
  begin(turn);
}

function fenced(turn: QueueTurn): void {
  for (const command of turn.state.commands) giveUp(turn, command);
  tell(turn, { action: "fenced" });
  put(turn, { ...createCommandQueue(turn.state.maxCommands), result: undefined });
}
