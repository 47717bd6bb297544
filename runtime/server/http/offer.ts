/** Subprotocol of the session protocol, version 1. */
export const sessionSubprotocol = "dagwire.v1";
const bearer = "bearer.";

/** What a client offers in `Sec-WebSocket-Protocol`. */
export type Offer = {
  /** False for a client in plain mode. */
  readonly hasAny: boolean;
  readonly isSession: boolean;
  /** Of `bearer.<token>`: browsers can set no other header. */
  readonly token: string | undefined;
};

/** Reads the header; absent is an offer of nothing. */
export function readOffer(header: string | undefined): Offer {
  const offered = header === undefined ? [] : header.split(",").map((name) => name.trim());
  const token = offered.find((name) => name.startsWith(bearer))?.slice(bearer.length);
  return { hasAny: header !== undefined, isSession: offered.includes(sessionSubprotocol), token };
}
