/**
 * The checks of the tokens that one client has sent. Only the newest token counts, because the answers of the application may come
 * in another order than the tokens.
 */
export class TokenChecks {
  #newest = 0;
  #isUnderWay = false;
  #waiting: ((isAccepted: boolean) => void)[] = [];

  /** True until the newest token is accepted or refused. */
  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Notes that a token is checked. @returns the number of the check. */
  begin(): number {
    this.#isUnderWay = true;
    this.#newest++;
    return this.#newest;
  }

  /** Notes the result of a check. @returns false if the client has sent a newer token, so that the result counts no more. */
  end(check: number, isAccepted: boolean): boolean {
    if (check !== this.#newest) return false;
    this.#isUnderWay = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(isAccepted);
    return true;
  }

  /** Resolves when the newest token is accepted, with true, or refused, with false. Call it only while a check is under way. */
  settled(): Promise<boolean> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
