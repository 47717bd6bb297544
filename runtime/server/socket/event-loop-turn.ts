/** Numbers the turns of the event loop: one number within a turn, another one in each later turn. */
export class TurnCounter {
  #turn = 0;
  #isCounting = false;

  /** The number of this turn. */
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
