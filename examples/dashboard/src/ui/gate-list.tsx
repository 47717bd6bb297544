import { useGates } from "@dagwire/dag/react";
import type { ReactNode } from "react";
import { GatePanel } from "./gate-panel.js";

/** Shows the gates that wait for a decision, oldest first. */
export function GateList(): ReactNode {
  const gates = Object.values(useGates()).toSorted((a, b) => (a.at ?? "").localeCompare(b.at ?? ""));
  return (
    <>
      <p role="status" className="visually-hidden">
        {gates.length === 0 ? "" : `${gates.length} ${gates.length === 1 ? "gate waits" : "gates wait"} for a decision`}
      </p>
      {gates.map((gate, index) => (
        <GatePanel key={`${gate.node_id} ${gate.gate_id ?? ""}`} gate={gate} isFirst={index === 0} />
      ))}
    </>
  );
}
