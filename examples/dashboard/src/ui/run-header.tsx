import { type ReactNode, useEffect } from "react";
import { useLink, useRun, useSession } from "../hooks/session-context.js";
import { useNow } from "../hooks/use-now.js";
import { type RunPhase, isTerminal } from "../store/run-state.js";
import { CostMeter } from "./cost-meter.js";
import { formatDuration } from "./format.js";
import { ProgressBar } from "./progress-bar.js";
import { RunControls } from "./run-controls.js";
import { phaseText } from "./status-text.js";

/** Name, status, time, progress and cost of the run, and the buttons that act on it. */
export function RunHeader(): ReactNode {
  const { runId } = useSession();
  const info = useRun((run) => run.info);
  const title = info.title ?? info.id ?? runId;
  useEffect(() => {
    document.title = `${phaseText[info.phase]} · ${title}`;
  }, [info.phase, title]);
  return (
    <header className="run-header">
      <div className="run-name">
        <h1>{title}</h1>
        <p className="run-facts">
          <PhaseBadge phase={info.phase} />
          <RunTime />
          <span className="run-id" title="Run id">
            {info.id ?? runId}
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
      {phaseText[phase]}
    </span>
  );
}

function RunTime(): ReactNode {
  const { startedAt, durationMs, phase } = useRun((run) => run.info);
  const isOver = isTerminal(phase);
  const now = useNow(!isOver);
  const elapsedMs = isOver ? durationMs : startedAt === undefined ? undefined : Math.max(0, now - Date.parse(startedAt));
  return (
    <span className="run-time" title={isOver ? "Duration" : "Elapsed"}>
      {elapsedMs === undefined ? "–" : formatDuration(elapsedMs)}
    </span>
  );
}

function LinkBadge(): ReactNode {
  const phase = useLink(({ status }) => status.phase);
  return (
    <span className="link-badge" data-phase={phase} data-testid="link-phase">
      {phase === "live" ? "live" : phase === "closed" ? "closed" : "connecting"}
    </span>
  );
}

function RunNote(): ReactNode {
  const { error, pauseNote, phase } = useRun((run) => run.info);
  if (error !== undefined) return <p className="run-note error-text">{error.message}</p>;
  return phase === "paused" && pauseNote !== undefined ? <p className="run-note">Paused {pauseNote}</p> : null;
}
