let turn = 0;
let isCounting = false;

/** Tells turns of the event loop apart: the same number within one turn, another one in each later turn. */
export function currentTurn(): number {
  if (!isCounting) {
    isCounting = true;
    setImmediate(() => {
      isCounting = false;
      turn++;
    });
  }
  return turn;
}
