import type { IncomingMessage } from "node:http";
import { readOffer } from "./offer.js";
import type { Offer } from "./offer.js";
import { isOriginAllowed } from "./origin.js";
import type { RefusalStatus } from "./refuse.js";
import type { Settings } from "../settings.js";
import type { Admission } from "../types.js";

/** Verdict on an upgrade request. */
export type Verdict<P> =
  | { readonly outcome: "admitted"; readonly principal: P; readonly isSession: boolean; readonly expiresAtMs: number | undefined }
  | { readonly outcome: "refused"; readonly status: RefusalStatus; readonly message: string };

/** Decides before the upgrade whether a request may follow `stream`, and in which mode. Never rejects. */
export async function admit<S, SN extends string, C, CN extends string, P>(
  request: IncomingMessage,
  stream: string,
  settings: Settings<S, SN, C, CN, P>,
): Promise<Verdict<P>> {
  const offer = readOffer(request.headers["sec-websocket-protocol"]);
  const { protocol, allowedOrigins } = settings.options;
  if (offer.hasAny && (!offer.isSession || protocol === undefined)) return refused(400, "none of the subprotocols offered is spoken here");
  try {
    if (!isOriginAllowed(request, allowedOrigins)) return refused(403, "this origin may not connect");
    const admission = await authenticate(request, stream, settings);
    if ("refuse" in admission) return refused(admission.refuse, "not admitted");
    return await judge(admission, offer, stream, settings);
  } catch (thrown) {
    settings.report(thrown);
    return refused(500, "could not decide whether you may connect");
  }
}

function authenticate<S, SN extends string, C, CN extends string, P>(
  request: IncomingMessage,
  stream: string,
  settings: Settings<S, SN, C, CN, P>,
): Admission<P> | Promise<Admission<P>> {
  const decide = settings.options.authenticate;
  // Without `authenticate`, P is undefined: nothing else can be inferred for it.
  return decide === undefined ? { principal: undefined as P } : decide(request, stream);
}

async function judge<S, SN extends string, C, CN extends string, P>(
  admission: Extract<Admission<P>, { readonly principal: P }>,
  { isSession, token }: Offer,
  stream: string,
  { options }: Settings<S, SN, C, CN, P>,
): Promise<Verdict<P>> {
  const { authenticateToken, authorize } = options;
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
