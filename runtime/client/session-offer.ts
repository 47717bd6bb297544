/** Subprotocol of sessions, version 1. */
export const subprotocol = "dagwire.v1";

/** What ws says where a server has chosen no subprotocol, or refuses to speak any; browsers do not say. */
const refusals = /no subprotocol|invalid subprotocol|response: 400/i;
/** Browsers tell nobody why a dial failed: after so many it may be the offer. */
const mostFailures = 3;

/** Whether to offer sessions at the next dial. Once a server has spoken them, they are always offered. */
export class SessionOffer {
  /** Sessions are offered at the next dial. */
  isMade: boolean;
  /** Whether the server speaks sessions is not known yet. */
  isOpen: boolean;
  readonly #wanted: boolean;
  #failures = 0;

  constructor(isWanted: boolean) {
    this.#wanted = isWanted;
    this.isMade = isWanted;
    this.isOpen = isWanted;
  }

  /** The server has sent a frame. */
  wasTaken(): void {
    this.isOpen = false;
  }

  /**
   * A dial has failed before it was open.
   *
   * @returns whether it was the offer that failed, so that dialling again without it is worthwhile at once.
   */
  failed(reason: string): boolean {
    if (!this.isOpen) return false;
    if (!this.isMade) this.isMade = this.#wanted;
    else if (refusals.test(reason)) this.withdraw();
    else if (reason === "" && ++this.#failures % mostFailures === 0) this.isMade = false;
    return !this.isOpen;
  }

  /** The server speaks no sessions. */
  withdraw(): void {
    this.isMade = false;
    this.isOpen = false;
  }
}
