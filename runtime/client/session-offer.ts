/** Matches the error messages of the package `ws` when a server refuses the offered subprotocol. Browsers give no message. */
const refusals = /no subprotocol|invalid subprotocol|response: 400/i;
/** After this many failed dials the client dials once without offering a session, because browsers do not say why a dial failed. */
const mostFailures = 3;

/** Decides whether the next dial offers a session. Once the server has spoken sessions, every dial offers one. */
export class SessionOffer {
  /** True if the next dial offers a session. */
  isMade: boolean;
  /** True while the client does not know yet whether the server speaks sessions. The first frame of the server answers this. */
  isOpen: boolean;
  #failures = 0;

  constructor(isWanted: boolean) {
    this.isMade = isWanted;
    this.isOpen = isWanted;
  }

  /**
   * Notes that a dial has failed: its socket has closed without opening.
   *
   * @returns true if the server has refused the offer of a session. The client can then dial at once without an offer.
   */
  failed(reason: string): boolean {
    if (!this.isOpen) return false;
    if (!this.isMade) this.isMade = true;
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
