import type { IncomingMessage } from "node:http";
import { isOriginAllowed } from "./origin.js";
import type { RefusalStatus } from "./refuse.js";
import type { Settings } from "./settings.js";
import type { Admission } from "./types.js";

/** Verdict on an upgrade request. */
export type Verdict<P> =
  | { readonly outcome: "admitted"; readonly principal: P }
  | { readonly outcome: "refused"; readonly status: RefusalStatus; readonly message: string };

/** Decides before the upgrade whether a request may follow `stream`. Never rejects. */
export async function admit<S, SN extends string, C, CN extends string, P>(
  request: IncomingMessage,
  stream: string,
  settings: Settings<S, SN, C, CN, P>,
): Promise<Verdict<P>> {
  // Session mode will be chosen here; until then no subprotocol is one of ours.
  if (request.headers["sec-websocket-protocol"] !== undefined) {
    return refused(400, "none of the subprotocols offered is spoken here");
  }
  try {
    if (!isOriginAllowed(request, settings.options.allowedOrigins)) return refused(403, "this origin may not connect");
    return toVerdict(await authenticate(request, stream, settings));
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

function toVerdict<P>(admission: Admission<P>): Verdict<P> {
  if ("principal" in admission) return { outcome: "admitted", principal: admission.principal };
  return refused(admission.refuse, "not admitted");
}

function refused(status: RefusalStatus, message: string): Verdict<never> {
  return { outcome: "refused", status, message };
}
