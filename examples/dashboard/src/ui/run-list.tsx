import type { ReactNode } from "react";
import { useRunHandle } from "../run/run-context.js";
import type { RunEntry } from "../run/run-list.js";
import { useRunPhases } from "../run/run-watch.js";

/** Lists the runs of the server as links. Shows nothing if the server has one run only. */
export function RunList({ runs }: { readonly runs: readonly RunEntry[] }): ReactNode {
  const { runId } = useRunHandle();
  const phases = useRunPhases(runs);
  if (runs.length < 2) return null;
  return (
    <nav className="panel run-list" aria-label="Runs">
      <h2>Runs</h2>
      <ul>
        {runs.map(({ id, title }) => {
          const status = phases.get(id);
          return (
            <li key={id}>
              <a href={`?dag=${encodeURIComponent(id)}`} aria-current={id === runId ? "page" : undefined} title={id}>
                {title ?? id}
              </a>
              {status !== undefined && (
                <span className="badge" data-phase={status}>
                  {status}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
