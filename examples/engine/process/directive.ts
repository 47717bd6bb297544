/** A message from the program of a node to the engine: one line of the program's standard output. */
export type Directive =
  | { readonly kind: "progress"; readonly current: number; readonly total: number; readonly unit: string | undefined }
  | { readonly kind: "output"; readonly output: unknown }
  | { readonly kind: "text"; readonly delta: string };

const progressLine = /^progress (\d{1,15})\/(\d{1,15})(?: (\S{1,64}))?$/;
const textLine = /^text (".*")$/;
const outputLine = /^output (\{.*\})$/;

/**
 * Reads a line such as `progress 1200/20000 messages`, `output {"files":12}` or `text "Let me "`. The engine passes an
 * output to the nodes that depend on the program's node, and streams the pieces of a text to dashboards. Returns `undefined` for every other line, which is only log.
 */
export function parseDirective(line: string): Directive | undefined {
  const progress = progressLine.exec(line);
  if (progress !== null) {
    return { kind: "progress", current: Number(progress[1]), total: Number(progress[2]), unit: progress[3] };
  }
  const delta = textLine.exec(line)?.[1];
  if (delta !== undefined) return parseText(delta);
  const output = outputLine.exec(line)?.[1];
  const value = output === undefined ? undefined : parseJson(output);
  return value === undefined ? undefined : { kind: "output", output: value };
}

function parseText(text: string): Directive | undefined {
  const delta = parseJson(text);
  // A program may write half a character. A server refuses a piece that ends with one.
  return typeof delta === "string" ? { kind: "text", delta: delta.replaceAll(/\p{Cs}/gu, "\ufffd") } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
