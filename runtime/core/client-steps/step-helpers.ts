import type { ClientOutput, ClientState, ClientStep } from "./client-state.js";
import type { ConnectionOutput, ConnectionStep } from "./connection-step.js";

/** A step that asks for nothing. */
export function quiet(state: ClientState): ClientStep {
  return { state, outputs: [] };
}

/** A step whose outputs come in several lists. */
export function combine(state: ClientState, ...outputs: readonly (readonly ClientOutput[])[]): ClientStep {
  return { state, outputs: outputs.flat() };
}

/** One step after another. */
export function chain(first: ClientStep, next: (state: ClientState) => ClientStep): ClientStep {
  const second = next(first.state);
  return combine(second.state, first.outputs, second.outputs);
}

/** Puts a step of the connection into the client's: its one timer becomes a time. */
export function applyConnection(state: ClientState, step: ConnectionStep, nowMs: number): ClientStep {
  let connectionWakeMs = state.connectionWakeMs;
  const outputs: ClientOutput[] = [];
  for (const output of step.outputs) {
    if (output.action === "wait") connectionWakeMs = nowMs + output.delayMs;
    else if (output.action === "cancel") connectionWakeMs = undefined;
    else outputs.push(told(state, output));
  }
  return { state: { ...state, connection: step.state, connectionWakeMs }, outputs };
}

function told(state: ClientState, output: Extract<ConnectionOutput, { readonly action: "dial" | "drop" }>): ClientOutput {
  return output.action === "dial" ? { ...output, needsToken: state.token === undefined } : output;
}
