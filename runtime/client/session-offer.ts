/** Subprotocol of sessions, version 1. */
export const subprotocol = "dagwire.v1";

/** Messages of the package `ws` when a server has chosen no subprotocol, or refuses all. Browsers give none. */
const refusals = /no subprotocol|invalid subprotocol|response: 400/i;
/** Browsers do not say why a dial has failed. After this many failures the client dials once without an offer. */
const mostFailures = 3;

/** Decides whether the next dial offers a session. Once the server has spoken sessions, every dial offers one. */
export class SessionOffer {
  /** True if the next dial offers a session. */
  isMade: boolean;
  /** True while the client does not know yet whether the server speaks sessions. */
  isOpen: boolean;
  readonly #wanted: boolean;
  #failures = 0;

  constructor(isWanted: boolean) {
    this.#wanted = isWanted;
    this.isMade = isWanted;
    this.isOpen = isWanted;
  }

  /** Notes that the server has sent a frame. */
  wasTaken(): void {
    this.isOpen = false;
  }

  /**
   * Notes that a dial has failed before it was open.
   *
   * @returns true if the server has refused the offer, so that the client can dial without it at once.
   */
  failed(reason: string): boolean {
    if (!this.isOpen) return false;
    if (!this.isMade) this.isMade = this.#wanted;
    else if (refusals.test(reason)) this.withdraw();
    else if (reason === "" && ++this.#failures % mostFailures === 0) this.isMade = false;
    return !this.isOpen;
  }

  /** Notes that the server speaks no sessions. */
  withdraw(): void {
    this.isMade = false;
    this.isOpen = false;
  }
}
