import type { Statement } from "./statement.js";

const lineWidth = 100;

/** Changes the line breaks and indentation of a statement that ts-morph has printed, so that it looks as if written by hand. */
export function tidy(statement: Statement, printed: string): string {
  switch (statement.kind) {
    case "type":
    case "const":
      return outdented(printed);
    case "function":
      return wrapParameters(
        printed,
        statement.parameters.map(({ name, type }) => `${name}: ${type}`),
      );
    default:
      return wrapNames(printed);
  }
}

/** Removes the two spaces that ts-morph adds before the lines after a `=`, because these lines are already indented. */
function outdented(text: string): string {
  const begin = text.search(/^export /m);
  const [first = "", ...rest] = text.slice(begin).split("\n");
  return text.slice(0, begin) + [first.trimEnd(), ...rest.map((line) => line.replace(/^ {2}/, ""))].join("\n");
}

function wrapParameters(text: string, parameters: readonly string[]): string {
  const signature = text.split("\n").find((line) => /^(?:export )?function /.test(line)) ?? "";
  if (signature.length <= lineWidth) return text;
  return text.replace(`(${parameters.join(", ")})`, () => `(\n${parameters.map((parameter) => `  ${parameter},\n`).join("")})`);
}

/** Puts each name of a long import or export on a line of its own. */
function wrapNames(line: string): string {
  if (line.length <= lineWidth) return line;
  return line.replace(
    /\{ (.*) \}/,
    (_all, names: string) =>
      `{\n${names
        .split(", ")
        .map((name) => `  ${name},\n`)
        .join("")}}`,
  );
}
