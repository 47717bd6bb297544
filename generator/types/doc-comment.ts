import type { Annotations, Schema } from "../schema/schema.js";
import { shownValue } from "./constraints.js";

const lineWidth = 100;

/** Prints a TSDoc comment, on one line if it fits. @param margin the spaces before each line. */
export function docComment(lines: readonly string[], margin: string): string {
  const safe = commentLines(lines);
  const [only = ""] = safe;
  if (safe.length === 1 && margin.length + only.length + 8 <= lineWidth) return `${margin}/** ${only} */`;
  return [`${margin}/**`, ...safe.map((line) => (line === "" ? `${margin} *` : `${margin} * ${line}`)), `${margin} */`].join("\n");
}

/** Splits texts into lines, and escapes the end mark of a comment in them. */
export function commentLines(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(/\r?\n/)).map((line) => line.replaceAll("*/", "*\\/").trimEnd());
}

/** Returns the lines of a property's TSDoc; `undefined` if its schemas have no description and no constraints. */
export function propertyDoc(schemas: readonly Schema[], constraints: readonly string[]): string[] | undefined {
  const text = [...descriptions(schemas), ...(constraints.length === 0 ? [] : [constraints.join(" ")])];
  const lines = [...joined(text), ...tagLines(schemas)];
  return lines.length === 0 ? undefined : lines;
}

/** Returns the lines of a declared type's TSDoc. The last line names the schema's file. */
export function declarationDoc(schema: Schema, constraints: readonly string[]): string[] {
  const { file, pointer } = schema.location;
  const text = [...descriptions([schema]), ...(constraints.length === 0 ? [] : [constraints.join(" ")])];
  const lines = [...joined(text), ...tagLines([schema])];
  const source = `@generated from ${file}${pointer === "" ? "" : `#${pointer}`}`;
  return lines.length === 0 ? [source] : [...lines, "", source];
}

function descriptions(schemas: readonly Schema[]): string[] {
  const texts = schemas.map(({ annotations }) => ownDescription(annotations));
  return [...new Set(texts.filter((text) => text !== ""))].slice(0, 1).flatMap((text) => [wrap(text)]);
}

/** Appends the sentences about constraints to the description: on the same line if the description has one line, else below it. */
function joined(parts: readonly string[]): string[] {
  const [first, second] = parts;
  if (first === undefined) return [];
  if (second === undefined) return [first];
  const line = `${first}${/[.!?:]$/.test(first) ? "" : "."} ${second}`;
  return [first.includes("\n") ? `${first}\n${second}` : wrap(line)];
}

function wrap(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.length <= lineWidth ? line : wrapLine(line)))
    .join("\n");
}

function wrapLine(line: string): string {
  const lines = [""];
  for (const word of line.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + word.length + 1 > lineWidth - 4) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.join("\n");
}

function tagLines(schemas: readonly Schema[]): string[] {
  return schemas.flatMap(({ annotations }) => [
    ...(annotations.default === undefined ? [] : [`@defaultValue \`${shownValue(annotations.default)}\``]),
    ...(annotations.deprecated === true ? ["@deprecated"] : []),
  ]);
}

/**
 * Returns a schema's description, else its title. Returns an empty text for a title that is a single word, because the
 * type already has a name.
 */
export function ownDescription({ description, title = "" }: Annotations): string {
  const isName = /^[\w$./:-]*$/.test(title.trim());
  return (description ?? (isName ? "" : title)).trim();
}
