import type { WaitingGate } from "@dagwire/dag";
import { type ReactNode, useId, useMemo } from "react";
import { type FormField, formFields } from "../run/form-fields.js";
import { formatValue } from "./format.js";
import type { GateAnswer, Problem } from "./gate-choices.js";

type ModificationProps = {
  readonly gate: WaitingGate;
  readonly answer: GateAnswer;
  readonly problem: Problem | undefined;
  readonly onChange: (part: Partial<GateAnswer>) => void;
};

/** The changes that the user may make: a field for each property that the gate's schema lists, or else JSON. */
export function ModificationFields({ gate, answer, problem, onChange }: ModificationProps): ReactNode {
  const problemId = useId();
  const { response_schema: schema } = gate.presentation;
  const fields = useMemo(() => formFields(schema), [schema]);
  const isWrong = (name: string): Pick<Control, "aria-invalid" | "aria-describedby"> =>
    problem?.name === name ? { "aria-invalid": true, "aria-describedby": problemId } : {};
  return (
    <div className="fields">
      {fields?.map((field) => (
        <SchemaField
          key={field.name}
          field={field}
          control={{
            ...isWrong(field.name),
            value: answer.texts[field.name] ?? field.initial,
            onChange: ({ target }) => {
              onChange({ texts: { ...answer.texts, [field.name]: target.value } });
            },
          }}
        />
      ))}
      {fields === undefined && (
        <label>
          Changes, as JSON
          <textarea
            className="code"
            rows={4}
            spellCheck={false}
            {...isWrong("")}
            value={answer.modification}
            onChange={({ target }) => {
              onChange({ modification: target.value });
            }}
          />
        </label>
      )}
      {problem !== undefined && (
        <p id={problemId} role="alert" className="error-text">
          {problem.message}
        </p>
      )}
      {fields === undefined && schema !== undefined && (
        <details>
          <summary>The schema of the changes</summary>
          <pre>{formatValue(schema)}</pre>
        </details>
      )}
    </div>
  );
}

type Control = {
  readonly value: string;
  readonly onChange: (event: { readonly target: { readonly value: string } }) => void;
  readonly "aria-invalid"?: true;
  readonly "aria-describedby"?: string;
};

function SchemaField({ field, control }: { readonly field: FormField; readonly control: Control }): ReactNode {
  const { label, help, isRequired } = field;
  return (
    <label>
      {label}
      {isRequired ? "" : " (optional)"}
      <FieldControl field={field} control={control} />
      {help !== undefined && <small className="muted">{help}</small>}
    </label>
  );
}

function FieldControl({ field, control }: { readonly field: FormField; readonly control: Control }): ReactNode {
  switch (field.kind) {
    case "choice":
      return (
        <select {...control}>
          <option value="" />
          {field.choices.map((choice) => (
            <option key={choice} value={choice}>
              {shownChoice(choice)}
            </option>
          ))}
        </select>
      );
    case "number":
      return <input inputMode="decimal" {...control} />;
    case "text":
      return <input {...control} />;
    case "lines":
      return <textarea rows={3} {...control} />;
    case "json":
      return <textarea className="code" rows={3} spellCheck={false} placeholder="JSON" {...control} />;
  }
}

/** Writes true and false as "yes" and "no", and strings without their quotes. */
function shownChoice(choice: string): string {
  const value: unknown = JSON.parse(choice);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? value : choice;
}
