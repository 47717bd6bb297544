import { writeFileSync } from "node:fs";
import path from "node:path";
import type { NodeMetrics, NodeStatus } from "@dagwire/dag";
import type { CommandStep } from "../pipeline/pipeline.js";

/**
 * Facts about the run so far. The engine writes them into a file, which a node's program finds by its environment
 * variable `DAGWIRE_INPUT`.
 */
export type CommandInput = {
  readonly run_id: string;
  readonly title: string;
  readonly node_id: string;
  readonly attempt: number;
  readonly spent_usd: number;
  readonly nodes: Readonly<Record<string, CommandInputNode>>;
};

/** One node in a {@link CommandInput}. */
export type CommandInputNode = {
  readonly title: string;
  readonly status: NodeStatus;
  readonly output?: unknown;
  readonly metrics?: NodeMetrics;
};

/** Replaces `{work}` in a text by the path of the run's temporary folder. */
export function fillPlaceholders(text: string, workDirectory: string): string {
  return text.replaceAll("{work}", workDirectory);
}

/** Writes the file of `DAGWIRE_INPUT`, and returns the environment variables of the node's program. */
export function prepareEnvironment(step: CommandStep, input: CommandInput, workDirectory: string): NodeJS.ProcessEnv {
  const file = path.join(workDirectory, `input-${Buffer.from(step.id).toString("base64url")}.json`);
  writeFileSync(file, JSON.stringify(input));
  // NO_COLOR keeps colours out of the log, which is plain text. Without FORCE_COLOR, because Node.js warns if both are set.
  const { FORCE_COLOR: _forceColor, ...inherited } = process.env;
  const own = [...step.environment].map(([name, value]) => [name, fillPlaceholders(value, workDirectory)] as const);
  return {
    ...inherited,
    NO_COLOR: "1",
    DAGWIRE_INPUT: file,
    DAGWIRE_WORK: workDirectory,
    DAGWIRE_RUN: input.run_id,
    DAGWIRE_NODE: step.id,
    DAGWIRE_ATTEMPT: String(input.attempt),
    ...Object.fromEntries(own),
  };
}
