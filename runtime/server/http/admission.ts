import type { IncomingMessage } from "node:http";
import { readOffer } from "./offer.js";
import type { Offer } from "./offer.js";
import { isOriginAllowed } from "./origin.js";
import type { OriginPolicy } from "./origin.js";
import type { RefusalStatus } from "./refuse.js";

/** Verdict of `authenticate`: who it is, or the HTTP status to refuse with. */
export type Admission<P> =
  /** `expiresAtMs`: until when, in milliseconds since 1970; a session is closed with 4202 then. */
  { readonly principal: P; readonly expiresAtMs?: number | undefined } | { readonly refuse: 401 | 403 | 404 };

/** A token's verdict: who it is and until when, or that it is not accepted. */
export type TokenVerdict<P> = { readonly principal: P; readonly expiresAtMs?: number | undefined } | { readonly refuse: true };

/** What {@link admit} decides by. */
export type AdmissionOptions<P> = {
  /** The generated entry object; without it the server speaks no sessions. */
  readonly protocol?: object | undefined;
  readonly allowedOrigins?: OriginPolicy;
  readonly authenticate?: ((request: IncomingMessage, stream: string) => Admission<P> | Promise<Admission<P>>) | undefined;
  readonly authenticateToken?: ((token: string, before: P) => TokenVerdict<P> | Promise<TokenVerdict<P>>) | undefined;
  /** May the client follow the stream? */
  readonly authorize?: ((principal: P, stream: string, event: undefined) => boolean | Promise<boolean>) | undefined;
};

/** Verdict on an upgrade request. */
export type Verdict<P> =
  | { readonly outcome: "admitted"; readonly principal: P; readonly isSession: boolean; readonly expiresAtMs: number | undefined }
  | { readonly outcome: "refused"; readonly status: RefusalStatus; readonly message: string };

/** Decides before the upgrade whether a request may follow `stream`, and in which mode. Never rejects. */
export async function admit<P>(
  request: IncomingMessage,
  stream: string,
  options: AdmissionOptions<P>,
  report: (thrown: unknown) => void,
): Promise<Verdict<P>> {
  const offer = readOffer(request.headers["sec-websocket-protocol"]);
  const { protocol, allowedOrigins } = options;
  if (offer.hasAny && (!offer.isSession || protocol === undefined)) return refused(400, "none of the subprotocols offered is spoken here");
  try {
    if (!isOriginAllowed(request, allowedOrigins)) return refused(403, "this origin may not connect");
    const admission = await authenticate(request, stream, options);
    if ("refuse" in admission) return refused(admission.refuse, "not admitted");
    return await judge(admission, offer, stream, options);
  } catch (thrown) {
    report(thrown);
    return refused(500, "could not decide whether you may connect");
  }
}

function authenticate<P>(
  request: IncomingMessage,
  stream: string,
  { authenticate: decide }: AdmissionOptions<P>,
): Admission<P> | Promise<Admission<P>> {
  // Without `authenticate`, P is undefined: nothing else can be inferred for it.
  return decide === undefined ? { principal: undefined as P } : decide(request, stream);
}

async function judge<P>(
  admission: Extract<Admission<P>, { readonly principal: P }>,
  { isSession, token }: Offer,
  stream: string,
  { authenticateToken, authorize }: AdmissionOptions<P>,
): Promise<Verdict<P>> {
  const held = token === undefined ? admission : await authenticateToken?.(token, admission.principal);
  if (held === undefined || "refuse" in held) return refused(401, "the token is not accepted");
  const { principal, expiresAtMs } = held;
  // A session asks for leave stream by stream; a plain client has the one in its URL.
  if (!isSession && (await authorize?.(principal, stream, undefined)) === false) return refused(403, "not admitted");
  return { outcome: "admitted", principal, isSession, expiresAtMs };
}

function refused(status: RefusalStatus, message: string): Verdict<never> {
  return { outcome: "refused", status, message };
}
