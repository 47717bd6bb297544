import { UsageError } from "../base/exit-code.js";
import { textOption } from "./options.js";
import type { OptionValues } from "./parse-arguments.js";

/** The default path of the streams that `dagwire replay` and `dagwire mock` serve. */
export const defaultPath = "/api/dags/:stream/stream";
/** The default port on which `dagwire replay` and `dagwire mock` listen. */
export const defaultPort = 4318;

/** The options of the commands that serve streams: `replay` and `mock`. */
export const hostOptions = { port: { type: "string" }, path: { type: "string" } } as const;

/** The help text of {@link hostOptions}. */
export const hostHelp = `  --port N       listen on 127.0.0.1, port N; 0 takes a free one. Default: ${defaultPort}
  --path PATH    path of the streams with one segment ":stream". Default: ${defaultPath}
`;

/**
 * Returns the value of an option that is a whole number.
 * @throws UsageError if the value is not a whole number from `least` to `most`.
 */
export function wholeOption(values: OptionValues, name: string, least: number, most: number): number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`"--${name}": expected a whole number from ${least} to ${most}, got "${text}".`);
}

/**
 * Returns the value of an option that is a number.
 * @throws UsageError if the value is not a number above 0.
 */
export function positiveOption(values: OptionValues, name: string): number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0 && value < Infinity) return value;
  throw new UsageError(`"--${name}": expected a number above 0, got "${text}".`);
}

/**
 * Returns the value of `--path`, or the default path.
 * @throws UsageError if the path does not have exactly one segment `:stream`.
 */
export function pathOption(values: OptionValues): string {
  const path = textOption(values, "path") ?? defaultPath;
  if (path.startsWith("/") && path.split("/").filter((segment) => segment === ":stream").length === 1) return path;
  throw new UsageError(`"--path": expected a path with one segment ":stream", such as ${defaultPath}, got "${path}".`);
}

/**
 * Returns the WebSocket address of a stream that an argument names.
 * @throws UsageError if the text is no ws:, wss:, http: or https: address.
 */
export function addressOf(text: string | undefined): string {
  if (text === undefined) throw new UsageError("name the address of a stream, such as ws://127.0.0.1:4317/api/dags/RUN/stream.");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^(ws|http)s?:$/.test(url.protocol)) return text;
  throw new UsageError(`expected a ws: or wss: address, got "${text}".`);
}
