/** Numbers the turns of the event loop, so that a caller can notice that a new turn has begun. */
export class TurnCounter {
  #turn = 0;
  #isCounting = false;

  /** The number of the current turn of the event loop. */
  get current(): number {
    if (!this.#isCounting) {
      this.#isCounting = true;
      setImmediate(() => {
        this.#isCounting = false;
        this.#turn++;
      });
    }
    return this.#turn;
  }
}
