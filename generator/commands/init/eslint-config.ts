import { parseSource } from "../../scaffold/parse-source.js";

/** The places behind which a flat config of ESLint lists its configurations. */
const listStart = /\b(?:export\s+default|module\.exports\s*=)\s*\[|\b(?:defineConfig|tseslint\.config)\((?:\s*\[)?/g;

/**
 * Adds a configuration that ignores files to the flat config of ESLint. Returns `undefined` if the file has no list of
 * configurations, or several.
 *
 * @param name the name of the file, whose ending says how to parse the file.
 */
export function withIgnores(name: string, text: string, pattern: string): string | undefined {
  const [place, ...others] = text.matchAll(listStart);
  if (place === undefined || others.length > 0) return undefined;
  const at = place.index + place[0].length;
  const quote = (text.match(/'/g)?.length ?? 0) > (text.match(/"/g)?.length ?? 0) ? "'" : '"';
  const unit = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const rest = /^[ \t]*\r?\n/.test(text.slice(at)) ? text.slice(at) : `${eol}${unit}${text.slice(at).trimStart()}`;
  const changed = `${text.slice(0, at)}${eol}${unit}{ ignores: [${quote}${pattern}${quote}] },${rest}`;
  return "source" in parseSource(name, changed) ? changed : undefined;
}
