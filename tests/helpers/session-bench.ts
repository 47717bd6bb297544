import { createClientState } from "../../runtime/core/client-steps/client-state.js";
import type {
  ClientInput,
  ClientOutput,
  ClientState,
  CommandFailure,
  CommandOutcome,
} from "../../runtime/core/client-steps/client-state.js";
import { clientStep } from "../../runtime/core/client-steps/client-step.js";
import { lossAccount } from "../../runtime/core/client-steps/losses.js";
import type { SupportMatrix } from "../../runtime/core/base/compatibility.js";
import { sessionCodec } from "../../runtime/core/delivery/codec.js";
import { connectionStep } from "../../runtime/core/delivery/connection-step.js";
import { Delivery } from "../../runtime/core/delivery/delivery.js";
import type { Broadcast, AddressedOutput, UntimedInput } from "../../runtime/core/delivery/delivery.js";
import { createServedConnection, defaultDeliveryLimits } from "../../runtime/core/delivery/served-connection.js";
import type {
  ConnectionInput,
  ConnectionOutput,
  DeliveryLimits,
  DeliveryOptions,
  ServedConnection,
  SessionOpening,
} from "../../runtime/core/delivery/served-connection.js";
import type { LogSlice, LogReadResult } from "../../runtime/core/log/stream-log.js";
import type { ClientEvent as ClientFrame, HelloFrame } from "../../runtime/core/frames/client-event.js";
import type { EventsFrame, ServerEvent as ServerFrame, WelcomeFrame } from "../../runtime/core/frames/server-event.js";
import type { Verdict } from "../../runtime/core/frames/types.js";

export const identity = { name: "toy", version: "1.2.0", digest: "sha256:a" };

/** Returns a well-formed command id for a small number. */
export const idOf = (n: number): string => `019ab4c2-8a10-7000-8000-${n.toString(16).padStart(12, "0")}`;

type OutputNamed<Output, Action extends string> = Extract<Output, { readonly action: Action }>;

/** A client's step function, its state, and all its outputs so far. */
export class ClientBench {
  nowMs = 0;
  random = 0.5;
  state: ClientState;
  outputs: readonly ClientOutput[] = [];

  constructor(
    streams: readonly string[] = ["run"],
    options: {
      readonly matrix?: SupportMatrix;
      readonly maxCommands?: number;
      readonly token?: string;
      readonly digest?: string;
      readonly asksToken?: boolean;
    } = {},
  ) {
    const outbox = { maxCommands: options.maxCommands ?? 64, maxBytes: 10_000, timeLimitMs: 60_000 };
    const { matrix, digest = identity.digest, asksToken = false } = options;
    this.state = createClientState({ protocol: { ...identity, digest }, client: "c1", outbox, matrix, asksToken }, streams, options.token);
  }

  get phase(): string {
    return this.state.connection.phase;
  }

  get wakeMs(): number | undefined {
    return this.state.wakeMs;
  }

  /** Runs one step and returns its outputs. */
  step(input: ClientInput): readonly ClientOutput[] {
    const step = clientStep(this.state, { input, nowMs: this.nowMs, random: this.random }, lossAccount);
    this.state = step.state;
    this.outputs = [...this.outputs, ...step.outputs];
    return step.outputs;
  }

  frame(frame: ServerFrame, attempt = 1): readonly ClientOutput[] {
    return this.step({ kind: "frame", attempt, frame });
  }

  /** Lets time pass, and runs the timer if it is due. */
  pass(ms: number): readonly ClientOutput[] {
    this.nowMs += ms;
    return this.wakeMs !== undefined && this.wakeMs <= this.nowMs ? this.step({ kind: "timer" }) : [];
  }

  /** Dials and sends `$hello`. The server answers with `$welcome` and these verdicts. */
  welcome(verdicts: readonly Verdict[], attempt = 1, more: Partial<WelcomeFrame> = {}): readonly ClientOutput[] {
    if (this.phase === "idle") this.step({ kind: "start" });
    this.step({ kind: "opened", attempt, subprotocol: "dagwire.v1.1" });
    return this.frame(welcomeFrame(verdicts, more), attempt);
  }

  /** Makes stream "run" live at `at` with a snapshot. */
  goLive(at: string, attempt = 1, more: Partial<WelcomeFrame> = {}): void {
    this.welcome([{ stream: "run", mode: "snapshot", head: at }], attempt, more);
    this.frame({ type: "$snapshot", stream: "run", at, part: 1, of: 1, state: "{}" }, attempt);
    this.frame({ type: "$synced", stream: "run", at, recovered: true }, attempt);
  }

  lose(attempt: number, code = 1006): readonly ClientOutput[] {
    return this.step({ kind: "lost", attempt, code, reason: "", isOnline: true });
  }

  command(n: number, stream = "run", event: { readonly [key: string]: unknown } = { type: "go", n }): readonly ClientOutput[] {
    return this.step({ kind: "command", command: { id: idOf(n), stream, event } });
  }
}

export function welcomeFrame(streams: readonly Verdict[], more: Partial<WelcomeFrame> = {}): WelcomeFrame {
  const limits = { maxUnacked: 8, maxStreams: 64, maxPayloadBytes: 65_536 };
  const heartbeat = { intervalMs: 15_000, timeoutMs: 40_000 };
  return { type: "$welcome", v: 1, protocol: identity, session: "s", durability: "memory", heartbeat, limits, streams, ...more };
}

/** Returns an `$events` frame with `count` events of stream "run". */
export function eventsFrame(from: string, count: number, more: Partial<EventsFrame> = {}): EventsFrame {
  return { type: "$events", stream: "run", from, events: Array.from({ length: count }, (_, n) => ({ n })), ...more };
}

export function sentFrames(outputs: readonly ClientOutput[]): readonly ClientFrame[] {
  return outputs.flatMap((output) => (output.action === "send" ? [output.frame] : []));
}

/** Returns the commands that have finished, with their outcomes. */
export function finished(
  outputs: readonly ClientOutput[],
): readonly { readonly id: string; readonly outcome: CommandOutcome | CommandFailure }[] {
  return outputs.flatMap((output) => (output.action === "finish" ? [{ id: output.id, outcome: output.outcome }] : []));
}

export function serverOptions(limits: Partial<DeliveryLimits> = {}, options: Partial<DeliveryOptions> = {}): DeliveryOptions {
  const heartbeat = { intervalMs: 15_000, timeoutMs: 40_000 };
  return {
    protocol: identity,
    durability: "durable",
    heartbeat,
    limits: { ...defaultDeliveryLimits, ...limits },
    hasHistory: true,
    ...options,
  };
}

export function helloFrame(streams: readonly { readonly stream: string; readonly after?: string }[], more: object = {}): HelloFrame {
  return { type: "$hello", v: 1, protocol: identity, client: "c1", streams, ...more };
}

/** The server's step function for one connection, its state, and all its outputs so far. */
export class ServerBench {
  nowMs = 0;
  state: ServedConnection;

  constructor(limits: Partial<DeliveryLimits> = {}, options: Partial<DeliveryOptions> = {}, opening: SessionOpening = {}) {
    this.state = createServedConnection(serverOptions(limits, options), sessionCodec, "s1", 0, opening);
  }

  step(input: ConnectionInput): readonly ConnectionOutput[] {
    const step = connectionStep(this.state, { input, nowMs: this.nowMs });
    this.state = step.state;
    return step.outputs;
  }

  frame(frame: ClientFrame): readonly ConnectionOutput[] {
    return this.step({ kind: "frame", frame });
  }

  hello(
    streams: readonly { readonly stream: string; readonly after?: string }[] = [{ stream: "run" }],
    more: object = {},
  ): readonly ConnectionOutput[] {
    return this.frame(helloFrame(streams, more));
  }

  /** Sends `$hello` and makes stream "run" live at `at`. */
  goLive(at = "1:5"): void {
    this.hello([{ stream: "run", after: at }]);
    this.step({ kind: "authorized", stream: "run" });
    this.step({ kind: "located", stream: "run", result: atHead(at) });
    this.step({ kind: "read", stream: "run", result: atHead(at) });
    this.step({ kind: "joined", stream: "run", at });
  }

  command(n: number, more: object = {}): readonly ConnectionOutput[] {
    return this.frame({ type: "$command", id: idOf(n), stream: "run", event: { type: "go", n }, ...more });
  }
}

/** Returns the log's answer if it holds no event after `at`. */
export function atHead(at: string): LogReadResult {
  return { status: "events", texts: [], after: at, from: at, at, head: at, oldest: "1:0", remaining: 0, count: 0 };
}

/** Returns a slice with `count` events after `seq` of epoch 1. */
export function sliceOf(seq: number, count: number, text = '{"type":"tick"}'): LogSlice {
  return { texts: Array.from({ length: count }, () => text), after: `1:${seq}`, from: `1:${seq + 1}`, at: `1:${seq + count}`, count: seq };
}

export function readOf(seq: number, count: number, remaining = 0): LogReadResult {
  return { status: "events", ...sliceOf(seq, count), head: `1:${seq + count + remaining}`, oldest: "1:0", remaining };
}

export function frames(outputs: readonly ConnectionOutput[]): readonly ServerFrame[] {
  return outputs.flatMap((output) => (output.action === "send" ? output.texts.map((text) => JSON.parse(text) as ServerFrame) : []));
}

export function named<Output extends { readonly action: string }, Action extends Output["action"]>(
  outputs: readonly Output[],
  action: Action,
): readonly OutputNamed<Output, Action>[] {
  return outputs.filter((output): output is OutputNamed<Output, Action> => output.action === action);
}

type DeliveryBenchStep = { readonly broadcast: Broadcast<number> | undefined; readonly tasks: readonly AddressedOutput<number>[] };

/** A `Delivery` whose connections are numbers. */
export class DeliveryBench {
  readonly delivery: Delivery<number>;
  nowMs = 0;

  /** @param head The first position of the live set of stream "run". Without it the stream is not watched. */
  constructor(head?: string, options = serverOptions()) {
    this.delivery = new Delivery(options);
    if (head !== undefined) this.take({ kind: "watched", stream: "run", head });
  }

  take(input: UntimedInput<number>): DeliveryBenchStep {
    const outputs = this.delivery.take({ ...input, nowMs: this.nowMs });
    return { broadcast: named(outputs, "broadcast")[0], tasks: named(outputs, "connection") };
  }

  /** Passes an input of one connection in. */
  takeOf(connection: number, input: ConnectionInput): DeliveryBenchStep {
    return this.take({ kind: "connection", connection, input });
  }

  /** Passes a slice in that the log of stream "run" has appended. */
  append(slice: LogSlice): DeliveryBenchStep {
    return this.take({ kind: "appended", stream: "run", slice });
  }
}
