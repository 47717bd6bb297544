import type { IncomingMessage } from "node:http";
import { subprotocols } from "../../core/base/subprotocols.js";
import type { Subprotocol } from "../../core/base/subprotocols.js";
import { readOffer } from "./offer.js";
import type { Offer } from "./offer.js";
import { originProblem } from "./origin.js";
import type { OriginOptions } from "./origin.js";
import type { RefusalStatus } from "./refuse.js";
import type { Refusal } from "./refusals.js";

/**
 * Result of `authenticate`: the principal, or the HTTP status of the refusal. The server closes a session with 4202 at
 * `expiresAtMs`, in milliseconds since 1970.
 */
export type Admission<P> = { readonly principal: P; readonly expiresAtMs?: number | undefined } | { readonly refuse: 401 | 403 | 404 };

/**
 * Result of `authenticateToken`: the principal, or a refusal of the token. `expiresAtMs` is the time at which the token expires, in
 * milliseconds since 1970.
 */
export type TokenAdmission<P> = { readonly principal: P; readonly expiresAtMs?: number | undefined } | { readonly refuse: true };

/** The options that {@link admit} uses. */
export type AdmissionOptions<P> = OriginOptions & {
  readonly authenticate?: ((request: IncomingMessage, stream: string) => Admission<P> | Promise<Admission<P>>) | undefined;
  readonly authenticateToken?: ((token: string, before: P) => TokenAdmission<P> | Promise<TokenAdmission<P>>) | undefined;
  /** Returns whether the client may follow the stream. */
  readonly authorize?: ((principal: P, stream: string, event: undefined) => boolean | Promise<boolean>) | undefined;
};

/** The server's decision on an upgrade request. */
export type Verdict<P> =
  | {
      readonly outcome: "admitted";
      readonly principal: P;
      /** The subprotocol of the session; `undefined` in plain mode. */
      readonly subprotocol: Subprotocol | undefined;
      readonly expiresAtMs: number | undefined;
    }
  | ({ readonly outcome: "refused" } & Refusal);

/** The decision to admit a client. */
export type Admitted<P> = Extract<Verdict<P>, { readonly outcome: "admitted" }>;

const [newest] = subprotocols;
const noOffer = `this server speaks sessions only: offer the subprotocol "${newest}"`;
const offeredOthers = {
  plain: "this server speaks no subprotocol: offer none",
  sessions: `this server speaks only the subprotocols ${subprotocols.map((name) => `"${name}"`).join(" and ")}: offer one of them, or none`,
};

/** An upgrade request. `isLoopback` returns true if the HTTP server listens on a loopback address. */
type AdmissionRequest = { readonly request: IncomingMessage; readonly isLoopback: () => boolean };

/** The values of a server's settings that {@link admit} uses. */
type AdmissionSettings<P> = {
  readonly mode: "sessions" | "sessions-only" | "plain";
  readonly options: AdmissionOptions<P>;
  readonly report: (thrown: unknown) => void;
};

/**
 * Decides before the upgrade whether the client may connect to `stream`, and in which mode. Returns a promise only if the
 * application has to decide. The promise never rejects.
 */
export function admit<P>(
  { request, isLoopback }: AdmissionRequest,
  stream: string,
  settings: AdmissionSettings<P>,
): Verdict<P> | Promise<Verdict<P>> {
  const { mode, options, report } = settings;
  const offer = readOffer(request.headers["sec-websocket-protocol"]);
  if (offer.hasAny && (offer.subprotocol === undefined || mode === "plain"))
    return refused(400, offeredOthers[mode === "plain" ? "plain" : "sessions"]);
  if (!offer.hasAny && mode === "sessions-only") return refused(400, noOffer);
  try {
    // Only a browser sends these headers. Node asks the operating system for the address of the HTTP server.
    const isFromPage = request.headers.origin !== undefined || request.headers["sec-fetch-site"] !== undefined;
    const problem = isFromPage ? originProblem(request, { ...options, isLoopback: isLoopback() }) : undefined;
    if (problem !== undefined) return { outcome: "refused", status: 403, ...problem };
  } catch (thrown) {
    return undecided(thrown, report);
  }
  const hasToAsk = options.authenticate !== undefined || options.authorize !== undefined || offer.token !== undefined;
  if (hasToAsk) return ask(request, offer, stream, settings);
  // Without the option `authenticate` the type P is undefined, because TypeScript can infer no other type for it.
  return { outcome: "admitted", principal: undefined as P, subprotocol: offer.subprotocol, expiresAtMs: undefined };
}

/** Asks the application whether the client may connect. */
async function ask<P>(
  request: IncomingMessage,
  offer: Offer,
  stream: string,
  { options, report }: AdmissionSettings<P>,
): Promise<Verdict<P>> {
  try {
    const admission = await authenticate(request, stream, options);
    if ("refuse" in admission) return refused(admission.refuse, "you may not connect");
    return await judge(admission, offer, stream, options);
  } catch (thrown) {
    return undecided(thrown, report);
  }
}

function undecided(thrown: unknown, report: (thrown: unknown) => void): Verdict<never> {
  report(thrown);
  return refused(500, "the server could not decide whether you may connect");
}

function authenticate<P>(
  request: IncomingMessage,
  stream: string,
  { authenticate: decide }: AdmissionOptions<P>,
): Admission<P> | Promise<Admission<P>> {
  // The same as in `admit`: without the option the type P is undefined.
  return decide === undefined ? { principal: undefined as P } : decide(request, stream);
}

async function judge<P>(
  admission: Extract<Admission<P>, { readonly principal: P }>,
  { subprotocol, token }: Offer,
  stream: string,
  { authenticateToken, authorize }: AdmissionOptions<P>,
): Promise<Verdict<P>> {
  const held = token === undefined ? admission : await authenticateToken?.(token, admission.principal);
  if (held === undefined || "refuse" in held) return refused(401, "the token is not accepted");
  const { principal, expiresAtMs } = held;
  // The driver asks `authorize` for each stream of a session later. A client in plain mode has only the stream in its address.
  if (subprotocol === undefined && (await authorize?.(principal, stream, undefined)) === false)
    return refused(403, "you may not follow this stream");
  return { outcome: "admitted", principal, subprotocol, expiresAtMs };
}

function refused(status: RefusalStatus, message: string): Verdict<never> {
  return { outcome: "refused", status, message };
}
