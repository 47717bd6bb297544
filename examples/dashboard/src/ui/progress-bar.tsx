import type { ProgressReport } from "@dagwire/dag";
import type { ReactNode } from "react";
import { formatCount } from "./format.js";

/** Shows a bar if the total is known, and a count otherwise. */
export function ProgressBar({ label, progress }: { readonly label: string; readonly progress: ProgressReport }): ReactNode {
  const { current, total, unit, message } = progress;
  const text = `${formatCount(current)}${total === undefined ? "" : ` of ${formatCount(total)}`}${unit === undefined ? "" : ` ${unit}`}`;
  return (
    <div className="progress">
      <progress aria-label={label} aria-valuetext={text} value={total === undefined ? undefined : current} max={total || 1} />
      <span>{message === undefined ? text : `${text} · ${message}`}</span>
    </div>
  );
}
