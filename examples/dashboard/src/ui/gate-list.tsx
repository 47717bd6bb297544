import type { ReactNode } from "react";
import { useRun } from "../hooks/session-context.js";
import { GatePanel } from "./gate-panel.js";

/** The gates that wait for a person, oldest first. */
export function GateList(): ReactNode {
  const gates = useRun((run) => run.gates);
  return (
    <>
      <p role="status" className="visually-hidden">
        {gates.size === 0 ? "" : `${gates.size} ${gates.size === 1 ? "gate waits" : "gates wait"} for a decision`}
      </p>
      {[...gates.values()].map((gate) => (
        <GatePanel key={`${gate.node_id} ${gate.gate_id ?? ""}`} gate={gate} />
      ))}
    </>
  );
}
