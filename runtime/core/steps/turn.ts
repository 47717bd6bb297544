/** One step of a state machine while it runs: the state so far and the outputs so far. */
export type Turn<State, Output> = { readonly state: State; readonly outputs: Output[] };

/** An input of a step, and the time of the driver's clock. */
export type Timed<Input> = { readonly input: Input; readonly nowMs: number };

/** Begins a step. It changes a copy of the state, so that a step is a pure function of its arguments. */
export function beginTurn<State extends object, Output>(state: State): Turn<State, Output> {
  return { state: { ...state }, outputs: [] };
}

/** Replaces parts of the state. */
export function put<State extends object>(turn: { readonly state: State }, parts: Partial<NoInfer<State>>): void {
  Object.assign(turn.state, parts);
}

/** Adds an output: something that the driver has to do. */
export function tell<Output>(turn: { readonly outputs: Output[] }, output: NoInfer<Output>): void {
  turn.outputs.push(output);
}
