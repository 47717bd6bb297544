import { printable } from "../core/base/printable.js";
import { toError } from "../core/base/error.js";
import { EventWriter } from "../core/base/event-writer.js";
import { guard } from "../core/base/guard.js";
import type { EventOf } from "../core/contract/v1/contract.js";
import type { Protocol, ProtocolTypes } from "../core/contract/v1/protocol.js";
import { MemoryLog } from "../core/log/memory-log.js";
import type { StreamLog } from "../core/log/stream-log.js";
import { assertServerOptions } from "./assert-server-options.js";
import { createCounters } from "./counters.js";
import type { Counters } from "./counters.js";
import type { HeartbeatOptions, Logger, StreamLimits, StreamServerOptions } from "./types.js";

const defaultLimits: StreamLimits = {
  maxPayloadBytes: 65_536,
  maxFragments: 16,
  maxDepth: 32,
  maxStreamIdLength: 256,
  retainedEvents: 10_000,
  retainedBytes: 8_388_608,
  highWaterMarkBytes: 262_144,
  progressTimeoutMs: 30_000,
  admissionTimeoutMs: 10_000,
  unknownStreamMs: 3_000,
  totalWaitingBytes: 268_435_456,
  connectRate: { perSecond: 2_000, burst: 20_000 },
  connectRatePerAddress: undefined,
  commandRate: { perSecond: 20, burst: 40 },
  readRate: { perSecond: 10, burst: 20 },
  maxReplayEvents: 10_000,
  helloTimeoutMs: 5_000,
  compactEvery: 4_096,
  outcomesMaxAgeMs: 86_400_000,
  maxOutcomes: 100_000,
  maxDecisions: 100_000,
  handlerTimeoutMs: 60_000,
  backlogBytes: 4_194_304,
  backlogEvents: 10_000,
  totalBacklogBytes: 67_108_864,
  rollbackMs: 86_400_000,
  rollbackEvents: 50_000,
};

const defaultHeartbeat: HeartbeatOptions = { intervalMs: 15_000, timeoutMs: 40_000 };

const ignore = (): void => undefined;
const silent: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

const modes: ReadonlySet<unknown> = new Set(["sessions", "sessions-only", "plain"]);

/** The parts that a server's objects share: options with defaults, counters, and the report of errors. */
export class Settings<T extends ProtocolTypes, P> {
  readonly protocol: Protocol<T>;
  readonly options: StreamServerOptions<T, P>;
  readonly mode: "sessions" | "sessions-only" | "plain";
  readonly limits: StreamLimits;
  readonly heartbeat: HeartbeatOptions;
  readonly counters: Counters = createCounters();
  readonly writer: EventWriter<EventOf<T["server"]>>;
  readonly log: StreamLog;
  readonly logger: Logger;

  /** @throws TypeError for an option or a `mode` that does not exist, and for a value of another kind. */
  constructor(protocol: Protocol<T>, options: StreamServerOptions<T, P>) {
    assertServerOptions(options, defaultLimits);
    this.protocol = protocol;
    this.options = options;
    this.mode = options.mode ?? "sessions";
    if (!modes.has(this.mode))
      throw new TypeError(`option "mode": expected "sessions", "sessions-only" or "plain", got ${JSON.stringify(this.mode)}`);
    this.limits = { ...defaultLimits, ...defined(options.limits) };
    this.heartbeat = { ...defaultHeartbeat, ...defined(options.heartbeat) };
    const { retainedEvents: maxEvents, retainedBytes: maxBytes } = this.limits;
    this.log = options.log ?? new MemoryLog({ maxEvents, maxBytes });
    this.logger = options.logger === undefined ? silent : this.#guarded(options.logger);
    this.writer = new EventWriter(protocol.server, options.validateOutgoing ?? true, protocol.state?.cutCharacter);
  }

  /** Reports an error to the application. Never throws. */
  readonly report = (thrown: unknown): void => {
    const error = toError(thrown);
    this.logger.error({ error: error.message }, "a function of the application or the log has failed");
    this.#tell(error);
  };

  #tell(error: Error): void {
    this.counters.errors++;
    if (this.options.onError === undefined) process.emitWarning(error);
    else
      void guard(
        () => this.options.onError?.(error),
        (second) => process.emitWarning(toError(second)),
      );
  }

  /** Returns a logger that never throws. Errors of the logger are not logged. */
  #guarded(logger: Logger): Logger {
    const write =
      (level: keyof Logger): Logger["error"] =>
      (details, message) =>
        void guard(
          () => logger[level](printableDetails(details), printable(message)),
          (thrown) => this.#tell(toError(thrown)),
        );
    return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  }

  /** Warns the application. Never throws. */
  warn(text: string): void {
    const message = printable(text);
    void guard(() => {
      this.logger.warn({}, message);
      const { onWarning } = this.options;
      if (onWarning === undefined) process.emitWarning(message);
      else onWarning(message);
    }, this.report);
  }
}

/** Leaves out the options that are `undefined`, so that they do not replace defaults. */
function defined(options: object = {}): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries<unknown>({ ...options }).filter(([, value]) => value !== undefined));
}

function printableDetails(details: object): object {
  const shown = Object.entries(details).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === "string" ? printable(value) : value,
  ]);
  return Object.fromEntries(shown) as object;
}
