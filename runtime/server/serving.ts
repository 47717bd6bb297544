import { setImmediate } from "node:timers/promises";
import type { SupportMatrix } from "../core/base/compatibility.js";
import { guard } from "../core/base/guard.js";
import { defaultDeliveryLimits } from "../core/delivery/served-connection.js";
import type { DeliveryOptions } from "../core/delivery/served-connection.js";
import { DeliveryDriver } from "./driver/delivery-driver.js";
import type { PlainOptions } from "./driver/driver-options.js";
import type { Settings } from "./settings.js";
import { connectionOf } from "./stream-handle.js";
import { StreamHandles } from "./stream-handles.js";
import { Streams } from "./stream/streams.js";

const nowMs = (): number => performance.now();

/** What a server consists of beside HTTP: its streams, and its connections. */
export type Serving<S, SN extends string, C, CN extends string, P> = {
  readonly streams: Streams<S, C, CN, P>;
  readonly driver: DeliveryDriver<S, C, P>;
  readonly handles: StreamHandles<S, SN, C, CN, P>;
};

/** Joins the parts of one server. */
export function createServing<S, SN extends string, C, CN extends string, P>(
  settings: Settings<S, SN, C, CN, P>,
): Serving<S, SN, C, CN, P> {
  const { options, limits, writer, report, log, plainLog } = settings;
  const streams = new Streams<S, C, CN, P>({
    log,
    plainLog,
    nowMs,
    textOf: writer.text,
    nameOf: (event) => options.events.client.nameOf(event),
    finish: (origin, id, finish) => driver.finish(origin, id, finish),
    report,
    compactEvery: limits.compactEvery,
    outcomesMaxAgeMs: limits.outcomesMaxAgeMs,
    onOpening: (id) => driver.reopenStream(id),
    onMoved: (id) => driver.moveStream(id),
    onEnded: (id, code, reason) => driver.endStream(id, code, reason),
  });
  const driver: DeliveryDriver<S, C, P> = new DeliveryDriver<S, C, P>({
    delivery: deliveryOptions(settings),
    directory: streams,
    clientEvents: options.events.client,
    writer,
    plain: plainOptions(settings, () => handles),
    maxDepth: limits.maxDepth,
    highWaterMarkBytes: limits.highWaterMarkBytes,
    totalWaitingBytes: limits.totalWaitingBytes,
    authorize: options.authorize,
    authenticateToken: options.authenticateToken,
    nowMs,
    pause: setImmediate,
    report,
    warn: (message) => settings.warn(message),
    count: (what) => {
      settings.counters[what]++;
    },
  });
  const handles: StreamHandles<S, SN, C, CN, P> = new StreamHandles({ settings, streams, driver });
  return { streams, driver, handles };
}

function plainOptions<S, SN extends string, C, CN extends string, P>(
  { options, limits, writer, report }: Settings<S, SN, C, CN, P>,
  handles: () => StreamHandles<S, SN, C, CN, P>,
): PlainOptions<S, C, P> {
  const { greet, errorEvent, onInvalid } = options;
  return {
    greet,
    errorEvent,
    onInvalid: (error, link) => onInvalid?.(error, connectionOf(link, writer.text, limits.highWaterMarkBytes)),
    handlerOf: (stream) => {
      const handler = handles().get(stream)?.handler;
      if (handler === undefined) return undefined;
      return (name, event, link) => guard(() => handler(name, event, connectionOf(link, writer.text, limits.highWaterMarkBytes)), report);
    },
  };
}

function deliveryOptions<S, SN extends string, C, CN extends string, P>({
  options,
  limits,
  heartbeat,
  log,
}: Settings<S, SN, C, CN, P>): DeliveryOptions {
  // Without an entry object there are no sessions, which alone are told the protocol's identity.
  const { name, version, digest, peers = {} } = options.protocol ?? { name: "", version: "", digest: "" };
  const { commandRate, maxPayloadBytes, progressTimeoutMs, maxReplayEvents, helloTimeoutMs } = limits;
  const matrix: SupportMatrix = Object.fromEntries(
    Object.entries(peers).map(([peer, { asClient }]) => [peer, asClient === "accept" ? "same" : asClient]),
  );
  return {
    protocol: { name, version, digest },
    matrix,
    durability: log.durability,
    heartbeat,
    limits: { ...defaultDeliveryLimits, commandRate, maxPayloadBytes, progressTimeoutMs, maxReplayEvents, helloTimeoutMs },
    canConflate: true,
  };
}
