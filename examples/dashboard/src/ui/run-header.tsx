import { type ReactNode, useEffect } from "react";
import type { RunPause, RunPhase } from "@dagwire/dag";
import { useRun } from "@dagwire/dag/react";
import { useElapsedMs } from "../hooks/use-elapsed.js";
import { hasEnded } from "../run/phases.js";
import { useRunHandle } from "../run/run-context.js";
import { CostMeter } from "./cost-meter.js";
import { formatDuration } from "./format.js";
import { ProgressBar } from "./progress-bar.js";
import { RunControls } from "./run-controls.js";
import { actorName, phaseText } from "./status-text.js";

/** Shows name, status, time, progress and cost of the run, and the buttons that act on it. */
export function RunHeader(): ReactNode {
  const { runId } = useRunHandle();
  const info = useRun();
  const title = info.title ?? info.run_id ?? runId;
  useEffect(() => {
    document.title = `${phaseText(info.phase)} · ${title}`;
  }, [info.phase, title]);
  return (
    <header className="run-header">
      <div className="run-name">
        <h1>{title}</h1>
        <p className="run-facts">
          <PhaseBadge phase={info.phase} />
          <RunTime />
          <span className="run-id" title="Run id">
            {info.run_id ?? runId}
          </span>
          <LinkBadge />
        </p>
      </div>
      <div className="run-figures">
        {info.progress !== undefined && <ProgressBar label="Progress of the run" progress={info.progress} />}
        <CostMeter />
      </div>
      <RunControls />
      <RunNote />
    </header>
  );
}

function PhaseBadge({ phase }: { readonly phase: RunPhase }): ReactNode {
  return (
    <span className="badge" data-phase={phase} data-testid="run-phase">
      {phaseText(phase)}
    </span>
  );
}

function RunTime(): ReactNode {
  const isOver = hasEnded(useRun());
  const elapsedMs = useElapsedMs();
  return (
    <span className="run-time" title={isOver ? "Duration" : "Elapsed"}>
      {elapsedMs === undefined ? "–" : formatDuration(elapsedMs)}
    </span>
  );
}

function LinkBadge(): ReactNode {
  const { phase } = useRunHandle().status;
  return (
    <span className="link-badge" data-phase={phase} data-testid="link-phase">
      {phase === "live" ? "live" : phase === "closed" ? "closed" : "connecting"}
    </span>
  );
}

function RunNote(): ReactNode {
  const { error, pause, phase } = useRun();
  const pauseNote = pause === undefined ? undefined : describePause(pause);
  if (error !== undefined) return <p className="run-note error-text">{error.message}</p>;
  return phase === "paused" && pauseNote !== undefined ? <p className="run-note">Paused {pauseNote}</p> : null;
}

function describePause({ actor, reason }: RunPause): string | undefined {
  const who = actorName(actor);
  const parts = [who === undefined ? undefined : `by ${who}`, reason].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(": ");
}
