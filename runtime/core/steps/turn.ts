/** One step of a state machine while it is worked out: the state so far, and what is to be done so far. */
export type Turn<State, Output> = { readonly state: State; readonly outputs: Output[] };

/** Begins a step: works on a copy, so that the state that was given stays as it is. */
export function beginTurn<State extends object, Output>(state: State): Turn<State, Output> {
  return { state: { ...state }, outputs: [] };
}

/** Replaces parts of the state. */
export function put<State extends object>(turn: { readonly state: State }, parts: Partial<NoInfer<State>>): void {
  Object.assign(turn.state, parts);
}

/** Adds something to do. */
export function tell<Output>(turn: { readonly outputs: Output[] }, output: NoInfer<Output>): void {
  turn.outputs.push(output);
}
