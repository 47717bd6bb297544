import { newestSubprotocol } from "../../core/base/subprotocols.js";
import type { Subprotocol } from "../../core/base/subprotocols.js";

const bearer = "bearer.";

/** The subprotocols that a client offers in `Sec-WebSocket-Protocol`. */
export type Offer = {
  /** False if the client offers no subprotocol, so that it is served in plain mode. */
  readonly hasAny: boolean;
  /** The newest subprotocol of sessions in the offer; `undefined` if the offer has no subprotocol of sessions. */
  readonly subprotocol: Subprotocol | undefined;
  /** The token from an offered name `bearer.<token>`. In a browser a page can send a token in no other header of a WebSocket. */
  readonly token: string | undefined;
};

const noOffer: Offer = { hasAny: false, subprotocol: undefined, token: undefined };

/** Reads the header `Sec-WebSocket-Protocol`. Without the header the client offers nothing. */
export function readOffer(header: string | undefined): Offer {
  if (header === undefined) return noOffer;
  const offered = header.split(",").map((name) => name.trim());
  const token = offered.find((name) => name.startsWith(bearer))?.slice(bearer.length);
  return { hasAny: true, subprotocol: newestSubprotocol(offered), token };
}
