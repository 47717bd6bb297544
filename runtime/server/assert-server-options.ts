import type { ProtocolTypes } from "../core/contract/v1/protocol.js";
import { assertKinds, retentionKinds } from "./stream/assert-options.js";
import type { Kind, Kinds, Values } from "./stream/assert-options.js";
import type { HeartbeatOptions, StreamLimits, StreamServerOptions } from "./types.js";

type GivenOptions = Values & {
  readonly limits?: object | undefined;
  readonly heartbeat?: object | undefined;
  readonly retention?: object | undefined;
};

const serverKinds: Kinds<StreamServerOptions<ProtocolTypes>> = {
  path: "a string",
  mode: "a string",
  commands: "an object",
  gate: "a function",
  migrate: "an object",
  retention: "an object",
  history: "an object or false",
  authenticate: "a function",
  authenticateToken: "a function",
  describePrincipal: "a function",
  authorize: "a function",
  log: "an object",
  logger: "an object",
  allowedOrigins: "a list or a function",
  allowedHosts: "a list",
  openOnConnect: "a function",
  greet: "a function",
  errorEvent: "a function",
  onInvalid: "a function",
  onError: "a function",
  onWarning: "a function",
  compression: "true or false",
  validateOutgoing: "true or false",
  limits: "an object",
  heartbeat: "an object",
};

const heartbeatKinds: Kinds<HeartbeatOptions> = { intervalMs: "a number", timeoutMs: "a number" };

const rates: ReadonlySet<string> = new Set<keyof StreamLimits>(["connectRate", "connectRatePerAddress", "commandRate", "readRate"]);

/**
 * Checks the options of a server.
 *
 * @param limits The names of all limits, with their defaults.
 * @throws TypeError for an option that does not exist, or whose value is not what it has to be.
 */
export function assertServerOptions(options: GivenOptions, limits: StreamLimits): void {
  assertKinds("createStreamServer", "", options, serverKinds);
  const limitKinds = Object.keys(limits).map((name): [string, Kind] => [name, rates.has(name) ? "a rate" : "a number"]);
  assertKinds("createStreamServer", "limits.", { ...options.limits }, Object.fromEntries(limitKinds));
  assertKinds("createStreamServer", "retention.", { ...options.retention }, retentionKinds);
  assertKinds("createStreamServer", "heartbeat.", { ...options.heartbeat }, heartbeatKinds);
}
