import type { GateChoice, GateDecision, WaitingGate } from "@dagwire/dag";
import { type ReactNode, useRef, useState } from "react";
import { useGateKeys } from "../hooks/use-gate-keys.js";
import { readActorName, saveActorName } from "../run/actor-name.js";
import { useIsLive, useRunHandle, useSend } from "../run/run-context.js";
import { type GateAnswer, type Problem, gateChoices, makeDecision } from "./gate-choices.js";
import { ModificationFields } from "./modification-fields.js";
import { decisionText } from "./status-text.js";

/** The form of a gate: feedback, name, changes if the gate allows any, and a button for each answer. */
export function GateForm({ gate, hasKeys }: { readonly gate: WaitingGate; readonly hasKeys: boolean }): ReactNode {
  const form = useRef<HTMLDivElement>(null);
  useGateKeys(form, hasKeys);
  const send = useSend();
  const isSent = useIsSent(gate);
  const [answer, setAnswer] = useState<GateAnswer>(() => ({ feedback: "", modification: "{}", texts: {}, actor: readActorName() }));
  const [problem, setProblem] = useState<Problem>();
  const choices = gateChoices(gate.presentation);
  const change = (part: Partial<GateAnswer>): void => {
    setAnswer((previous) => ({ ...previous, ...part }));
  };
  const decide = (decision: GateDecision): void => {
    const result = makeDecision(gate, decision, answer);
    setProblem(result.kind === "invalid" ? result.problem : undefined);
    if (result.kind === "invalid") return;
    saveActorName(answer.actor);
    send(result.event);
  };
  return (
    <div ref={form} className="gate-form">
      {choices.some(({ decision }) => decision === "modify") && (
        <ModificationFields gate={gate} answer={answer} problem={problem} onChange={change} />
      )}
      <AnswerFields answer={answer} onChange={change} />
      <div className="choices" role="group" aria-label="Decision">
        {choices.map((choice) => (
          <ChoiceButton key={`${choice.decision} ${choice.label ?? ""}`} choice={choice} isEnabled={!isSent} onDecide={decide} />
        ))}
      </div>
      {hasKeys && !isSent && (
        <p className="muted">
          <kbd>a</kbd>, <kbd>r</kbd> and <kbd>m</kbd> go to the buttons, <kbd>Enter</kbd> decides.
        </p>
      )}
      {isSent && <SentNote />}
    </div>
  );
}

/** True while a decision of this gate has no outcome yet. */
function useIsSent({ node_id, gate_id }: WaitingGate): boolean {
  return useRunHandle().commands.some(
    ({ phase, event }) => phase === "waiting" && event.type === "human_decision" && event.node_id === node_id && event.gate_id === gate_id,
  );
}

function SentNote(): ReactNode {
  const isLive = useIsLive();
  return (
    <p className="muted" data-testid="sent">
      {isLive ? "Sent, waiting for the engine …" : "Your decision is kept and sent when the connection is back, also after a reload."}
    </p>
  );
}

type FieldsProps = { readonly answer: GateAnswer; readonly onChange: (part: Partial<GateAnswer>) => void };

function AnswerFields({ answer, onChange }: FieldsProps): ReactNode {
  return (
    <div className="fields">
      <label>
        Feedback
        <textarea
          rows={2}
          value={answer.feedback}
          onChange={(event) => {
            onChange({ feedback: event.target.value });
          }}
        />
      </label>
      <label>
        Your name
        <input
          maxLength={256}
          autoComplete="name"
          value={answer.actor}
          onChange={(event) => {
            onChange({ actor: event.target.value });
          }}
        />
      </label>
    </div>
  );
}

type ChoiceProps = { readonly choice: GateChoice; readonly isEnabled: boolean; readonly onDecide: (decision: GateDecision) => void };

function ChoiceButton({ choice, isEnabled, onDecide }: ChoiceProps): ReactNode {
  const { decision, label, summary } = choice;
  return (
    <button
      type="button"
      data-decision={decision}
      title={summary}
      disabled={!isEnabled}
      onClick={() => {
        onDecide(decision);
      }}
    >
      {label ?? decisionText[decision]}
    </button>
  );
}
