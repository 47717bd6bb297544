import { type ReactNode, useState } from "react";

const faults: readonly (readonly [string, string])[] = [
  ["cut", "Cut every connection"],
  ["stall", "Silence for 5 s"],
  ["restart", "Restart the gateway"],
  ["burst", "A burst of 5,000 events"],
];

/** Makes the demo's connections fail, so that you can see that no event is lost. */
export function FaultMenu(): ReactNode {
  const [answer, setAnswer] = useState("");
  const order = async (name: string): Promise<void> => {
    try {
      const response = await fetch(`/api/demo/faults/${name}`, { method: "POST", headers: { "x-dagwire-demo": "1" } });
      setAnswer(await response.text());
    } catch {
      setAnswer("The server does not answer.");
    }
  };
  return (
    <details className="faults">
      <summary>Faults</summary>
      <div role="group" aria-label="Faults">
        {faults.map(([name, label]) => (
          <button key={name} type="button" onClick={() => void order(name)}>
            {label}
          </button>
        ))}
        <span role="status">{answer}</span>
      </div>
    </details>
  );
}
