import type { GatePresentation } from "@dagwire/dag";
import type { FieldReader } from "./field-reader.js";
import type { ArtifactSource, CommandStep, GateStep, Step } from "./pipeline.js";
import { gateDecisions, readPresentation } from "./read-presentation.js";

/** Reads one node of a pipeline file, which has either a `command` or a `gate`. */
export function readStep(id: string, reader: FieldReader): Step {
  if (reader.has("command") === reader.has("gate")) reader.report(`a node needs either a "command" or a "gate"`);
  const step = reader.has("gate") ? readGate(id, reader) : readCommand(id, reader);
  reader.refuseOthers();
  return step;
}

function readCommand(id: string, reader: FieldReader): CommandStep {
  const command = reader.strings("command");
  if (reader.has("command") && (command[0] ?? "") === "") reader.report("a command needs the name of a program", "command");
  return {
    ...readCommon(id, reader),
    kind: "command",
    command,
    directory: reader.string("directory") ?? ".",
    environment: readEnvironment(reader),
    maxAttempts: reader.number("attempts", { min: 1, integer: true }) ?? 1,
    backoffMs: reader.number("backoff_ms", { min: 0 }) ?? 500,
    timeoutMs: reader.number("timeout_ms", { min: 1 }),
    artifacts: reader.objects("artifacts").map(readArtifact),
  };
}

function readGate(id: string, reader: FieldReader): GateStep {
  const gate = reader.object("gate");
  const common = readCommon(id, reader);
  const presentation: GatePresentation = readPresentation(gate, common.title ?? id);
  const step: GateStep = {
    ...common,
    kind: "gate",
    maxAttempts: 1,
    backoffMs: 0,
    presentation,
    expiresAfterMs: gate.number("expires_after_ms", { min: 1 }),
    defaultDecision: gate.oneOf("default_decision", gateDecisions) ?? "reject",
  };
  gate.refuseOthers();
  return step;
}

function readCommon(id: string, reader: FieldReader): Pick<Step, "id" | "title" | "summary" | "after"> {
  return { id, title: reader.string("title"), summary: reader.string("summary"), after: reader.strings("after") };
}

function readEnvironment(reader: FieldReader): ReadonlyMap<string, string> {
  if (!reader.has("environment")) return new Map();
  const fields = reader.object("environment");
  return new Map(fields.keys().map((name) => [name, fields.requiredString(name)]));
}

function readArtifact(reader: FieldReader): ArtifactSource {
  const artifact = {
    name: reader.requiredString("name"),
    path: reader.requiredString("path"),
    mediaType: reader.string("media_type"),
  };
  reader.refuseOthers();
  return artifact;
}
