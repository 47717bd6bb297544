import { setImmediate } from "node:timers/promises";
import type { ProtocolTypes } from "../core/contract/v1/protocol.js";
import type { Retention } from "../core/log/stream-log.js";
import { defaultDeliveryLimits } from "../core/delivery/served-connection.js";
import type { ClientLoss, DeliveryOptions } from "../core/delivery/served-connection.js";
import { StreamWaits } from "./stream-waits.js";
import type { Counters } from "./counters.js";
import { DeliveryDriver } from "./driver/delivery-driver.js";
import type { PlainOptions } from "./driver/driver-options.js";
import type { Settings } from "./settings.js";
import { Streams } from "./stream/streams.js";
import type { StreamsOptions } from "./stream/streams.js";

/** The counter of each way to restore a state. A new stream and a snapshot that this version reads are not counted. */
const restoreCounters: Readonly<Record<string, "restoresMigrated" | "restoresRebuilt" | "restoresRefused" | undefined>> = {
  migrated: "restoresMigrated",
  rebuilt: "restoresRebuilt",
  refused: "restoresRefused",
};

/** The events of a stream that a durable log keeps by default. A log in memory has its own bounds. */
const durableRetention: Retention = { bytes: 67_108_864, ageMs: 30 * 86_400_000 };

const nowMs = (): number => performance.now();

/** The timer does not keep the process alive. */
function after(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timer);
}

/** The parts of a server beside HTTP: its streams, and its connections. */
export type Serving<T extends ProtocolTypes, P> = {
  readonly streams: Streams<T, P>;
  readonly driver: DeliveryDriver<T, P>;
  readonly waits: StreamWaits;
};

/**
 * Creates the streams and the driver of a server, and connects them with each other.
 *
 * @param onClosed Called with the stream in a client's address after the client's connection has closed.
 */
export function createServing<T extends ProtocolTypes, P>(settings: Settings<T, P>, onClosed: (stream: string) => void): Serving<T, P> {
  const { protocol, options, limits, writer, report, counters } = settings;
  const waits = new StreamWaits();
  const streams = new Streams<T, P>(streamsOptions(settings, waits, () => driver));
  const driver: DeliveryDriver<T, P> = new DeliveryDriver<T, P>({
    delivery: deliveryOptions(settings),
    directory: streams,
    clientEvents: protocol.client,
    writer,
    plain: plainOptions(settings),
    maxDepth: limits.maxDepth,
    highWaterMarkBytes: limits.highWaterMarkBytes,
    totalWaitingBytes: limits.totalWaitingBytes,
    authorize: options.authorize,
    history: options.history === false ? undefined : options.history,
    followsAddressOnly: options.authenticate !== undefined || options.authenticateToken !== undefined,
    describePrincipal: options.describePrincipal,
    authenticateToken: options.authenticateToken,
    nowMs,
    pause: setImmediate,
    comes: (stream) => waits.comes(stream, limits.unknownStreamMs),
    report,
    warn: (message) => settings.warn(message),
    count: (what) => {
      counters[what]++;
    },
    onLoss: (loss, { id }) => countLoss(settings, loss, id),
    onClosed,
  });
  return { streams, driver, waits };
}

function countRestore(counters: Counters, from: string): void {
  const counter = restoreCounters[from];
  if (counter !== undefined) counters[counter]++;
}

function streamsOptions<T extends ProtocolTypes, P>(
  settings: Settings<T, P>,
  waits: StreamWaits,
  driver: () => DeliveryDriver<T, P>,
): StreamsOptions<T, P> {
  const { protocol, options, limits, writer, report, log, mode, counters } = settings;
  const { commands, gate, migrate, retention = log.durability === "durable" ? durableRetention : {} } = options;
  return {
    log,
    protocol,
    defaults: { commands, gate, migrate, retention },
    opensOnBroadcast: mode === "plain",
    maxIdLength: limits.maxStreamIdLength,
    nowMs,
    after,
    handlerTimeoutMs: limits.handlerTimeoutMs,
    backlog: { bytes: limits.backlogBytes, events: limits.backlogEvents, totalBytes: limits.totalBacklogBytes },
    onAway: (id, isAway) => driver().changeSource(id, isAway ? "away" : "back"),
    onAppendRetry: () => {
      counters.appendRetries++;
    },
    textOf: writer.text,
    finish: (finished) => driver().finish(finished),
    report,
    compactEvery: limits.compactEvery,
    pause: setImmediate,
    partBytes: defaultDeliveryLimits.chunk.maxBytes,
    maxReplayEvents: limits.maxReplayEvents,
    outcomesMaxAgeMs: limits.outcomesMaxAgeMs,
    maxOutcomes: limits.maxOutcomes,
    maxDecisions: limits.maxDecisions,
    rollbackMs: limits.rollbackMs,
    rollbackEvents: limits.rollbackEvents,
    warn: (message) => settings.warn(message),
    onRestored: (from) => countRestore(counters, from),
    connections: (id) => driver().connectionsOf(id),
    onPublished: () => void counters.publishedEvents++,
    onOpening: (id) => {
      waits.came(id);
      return driver().reopenStream(id);
    },
    onEnded: (id, closeCode, reason) => driver().endStream(id, closeCode, reason),
  };
}

function countLoss<T extends ProtocolTypes, P>({ counters, logger }: Settings<T, P>, loss: ClientLoss, connection: number): void {
  counters.clientUnknownEvents += loss.unknown;
  counters.clientRefusedEvents += loss.refused;
  counters.clientRefusedStates += loss.states;
  logger.warn({ connection, ...loss }, "a client could not read some events or states that this server has sent");
}

function plainOptions<T extends ProtocolTypes, P>({ options }: Settings<T, P>): PlainOptions<T, P> {
  const { greet, errorEvent, onInvalid } = options;
  return {
    greet,
    errorEvent,
    onInvalid: (error, connection) =>
      onInvalid?.(error, {
        connection: connection.id,
        stream: connection.stream,
        principal: connection.principal,
        remoteAddress: connection.port.remoteAddress,
        close: (code = 1000, reason = "") => connection.close(code, reason),
      }),
  };
}

function deliveryOptions<T extends ProtocolTypes, P>({ protocol, limits, heartbeat, log, options }: Settings<T, P>): DeliveryOptions {
  const { name, version, digest, peers } = protocol;
  const { commandRate, readRate, maxPayloadBytes, progressTimeoutMs, maxReplayEvents, helloTimeoutMs } = limits;
  return {
    protocol: { name, version, digest },
    matrix: peers,
    durability: log.durability,
    heartbeat,
    limits: { ...defaultDeliveryLimits, commandRate, readRate, maxPayloadBytes, progressTimeoutMs, maxReplayEvents, helloTimeoutMs },
    isStateless: protocol.state === undefined,
    canConflate: true,
    hasHistory: options.history !== false,
  };
}
