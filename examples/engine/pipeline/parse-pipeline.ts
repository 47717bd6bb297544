import { checkGraph } from "./check-graph.js";
import { FieldReader, type Problem } from "./field-reader.js";
import { findSyntaxProblem } from "./json-syntax.js";
import type { Pipeline, Price, Step } from "./pipeline.js";
import { type Place, placeOfOffset, placeOfValue } from "./place.js";
import { readStep } from "./read-step.js";

/** A problem in the file of a pipeline, with line and column. */
export type PipelineProblem = { readonly place: Place; readonly message: string };

/** A pipeline, or all problems of its file. */
export type PipelineResult =
  { readonly ok: true; readonly pipeline: Pipeline } | { readonly ok: false; readonly problems: readonly PipelineProblem[] };

/** Reads the text of a pipeline file. Never throws: returns the problems of the file with their places. */
export function parsePipeline(text: string): PipelineResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problems: [syntaxProblem(text)] };
  }
  const problems: Problem[] = [];
  const pipeline = readPipeline(value, problems);
  if (problems.length === 0) problems.push(...checkGraph(pipeline.steps));
  if (problems.length === 0) return { ok: true, pipeline };
  return { ok: false, problems: problems.map(({ path, message }) => ({ place: placeOfValue(text, path), message })) };
}

/** Prints the problems of a file, one line each: `file:line:column error: sentence`. */
export function formatProblems(file: string, problems: readonly PipelineProblem[]): string {
  return problems.map(({ place, message }) => `${file}:${place.line}:${place.column} error: ${message}.`).join("\n");
}

function syntaxProblem(text: string): PipelineProblem {
  const { offset, expected } = findSyntaxProblem(text) ?? { offset: 0, expected: "JSON" };
  const got = offset < text.length ? JSON.stringify(text.charAt(offset)) : "the end of the file";
  return { place: placeOfOffset(text, offset), message: `not valid JSON: expected ${expected}, got ${got}` };
}

function readPipeline(value: unknown, problems: Problem[]): Pipeline {
  const root = new FieldReader(value, [], problems);
  root.raw("$schema");
  const pipeline = {
    title: root.requiredString("title"),
    maxParallel: root.number("max_parallel", { min: 1, integer: true }) ?? 2,
    timeoutMs: root.number("timeout_ms", { min: 1 }),
    stopGraceMs: root.number("stop_grace_ms", { min: 0 }) ?? 2000,
    price: readPrice(root),
    steps: readSteps(root),
  };
  root.refuseOthers();
  return pipeline;
}

function readPrice(root: FieldReader): Price {
  if (!root.has("cost")) return { usdPerCpuSecond: 0, budgetUsd: undefined, onExceeded: "continue" };
  const reader = root.object("cost");
  const price: Price = {
    usdPerCpuSecond: reader.number("usd_per_cpu_second", { min: 0 }) ?? 0,
    budgetUsd: reader.number("budget_usd", { min: 0 }),
    onExceeded: reader.oneOf("on_exceeded", ["continue", "pause", "cancel"]) ?? "pause",
  };
  reader.refuseOthers();
  return price;
}

function readSteps(root: FieldReader): ReadonlyMap<string, Step> {
  const nodes = root.object("nodes");
  if (root.has("nodes") && nodes.keys().length === 0) nodes.report("a pipeline needs at least one node");
  return new Map(nodes.keys().map((id) => [id, readStep(id, nodes.object(id))]));
}
