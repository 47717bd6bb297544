/** A message from the program of a node to the engine: one line of the program's standard output. */
export type Directive =
  | { readonly kind: "progress"; readonly current: number; readonly total: number; readonly unit: string | undefined }
  | { readonly kind: "output"; readonly output: unknown };

const progressLine = /^progress (\d{1,15})\/(\d{1,15})(?: (\S{1,64}))?$/;
const outputLine = /^output (\{.*\})$/;

/**
 * Reads a line such as `progress 1200/20000 messages` or `output {"files":12}`. The engine passes an
 * output to the nodes that depend on the program's node. Returns `undefined` for every other line, which is only log.
 */
export function parseDirective(line: string): Directive | undefined {
  const progress = progressLine.exec(line);
  if (progress !== null) {
    return { kind: "progress", current: Number(progress[1]), total: Number(progress[2]), unit: progress[3] };
  }
  const output = outputLine.exec(line)?.[1];
  return output === undefined ? undefined : parseOutput(output);
}

function parseOutput(text: string): Directive | undefined {
  try {
    const output: unknown = JSON.parse(text);
    return { kind: "output", output };
  } catch {
    return undefined;
  }
}
