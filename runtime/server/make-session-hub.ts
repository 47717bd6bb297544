import type { SupportMatrix } from "../core/base/compatibility.js";
import { defaultServerLimits } from "../core/delivery/server-state.js";
import type { ServerOptions } from "../core/delivery/server-state.js";
import type { StreamId } from "../core/frames/types.js";
import type { Settings } from "./settings.js";
import type { ProtocolDescriptor } from "./types.js";
import { OtherVersions } from "./other-versions.js";
import { SessionHub } from "./session-hub.js";
import type { WrittenStream } from "./stream/stream-directory.js";

/** The hub of a server's sessions; `undefined` where its options name no protocol. */
export function sessionHub<S, SN extends string, C, CN extends string, P>(
  settings: Settings<S, SN, C, CN, P>,
  written: (stream: StreamId) => Promise<WrittenStream<P> | undefined>,
): SessionHub<C, P> | undefined {
  const { options, limits, counters } = settings;
  if (options.protocol === undefined) return undefined;
  const server = serverOptions(options.protocol, settings);
  const others = new OtherVersions(server.protocol);
  return new SessionHub<C, P>({
    server,
    directory: { log: settings.log, written },
    clientEvents: options.events.client,
    maxDepth: limits.maxDepth,
    highWaterMarkBytes: limits.highWaterMarkBytes,
    maxPayloadBytes: limits.maxPayloadBytes,
    totalWaitingBytes: limits.totalWaitingBytes,
    authorize: options.authorize ?? (() => true),
    authenticateToken: options.authenticateToken,
    report: (thrown) => settings.report(thrown),
    warn: (protocol) => {
      const message = others.warningOf(protocol);
      if (message !== undefined) settings.warn(message);
    },
    count: (what) => {
      counters[what]++;
    },
  });
}

function serverOptions<S, SN extends string, C, CN extends string, P>(
  { name, version, digest, peers = {} }: ProtocolDescriptor,
  { limits, heartbeat, log }: Settings<S, SN, C, CN, P>,
): ServerOptions {
  const { commandRate, maxPayloadBytes, progressTimeoutMs, maxReplayEvents, helloTimeoutMs } = limits;
  const matrix: SupportMatrix = Object.fromEntries(
    Object.entries(peers).map(([peer, { asClient }]) => [peer, asClient === "accept" ? "same" : asClient]),
  );
  return {
    protocol: { name, version, digest },
    matrix,
    durability: log.durability,
    heartbeat,
    limits: { ...defaultServerLimits, commandRate, maxPayloadBytes, progressTimeoutMs, maxReplayEvents, helloTimeoutMs },
    canConflate: true,
  };
}
