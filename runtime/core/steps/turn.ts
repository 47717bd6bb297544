/** One step of a state machine while it runs: the state so far and the outputs so far. */
export type Turn<State, Output> = { readonly state: State; readonly outputs: Output[] };

/** An input of a step, and the time of the driver's clock. */
export type Timed<Input> = { readonly input: Input; readonly nowMs: number };

/** Begins a step. The turn contains a copy of the state, so that the step never changes its argument. */
export function beginTurn<State extends object, Output>(state: State): Turn<State, Output> {
  return { state: { ...state }, outputs: [] };
}

/** Replaces properties of the turn's state. */
export function put<State extends object>(turn: { readonly state: State }, parts: Partial<NoInfer<State>>): void {
  Object.assign(turn.state, parts);
}

/** Adds an output to the turn: a task for the driver. */
export function tell<Output>(turn: { readonly outputs: Output[] }, output: NoInfer<Output>): void {
  turn.outputs.push(output);
}
