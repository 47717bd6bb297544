import type { Finding } from "../diagnostics/diagnostic.js";
import { isObject } from "../base/json.js";
import { joinPointer } from "../base/pointer.js";
import type { LintContext } from "./context.js";

/** Finds definitions at the top level of a file that no event and no entry of "types" reaches. */
export function lintUnusedDefinitions({ schemas, documents }: LintContext): Finding[] {
  const used = new Set(schemas.flatMap(({ location: { file, pointer } }) => definitionAround(file, pointer)));
  return documents.flatMap(({ file, value }) => {
    if (!isObject(value)) return [];
    return ["$defs", "definitions"].flatMap((holder) => {
      const definitions = value[holder];
      const names = isObject(definitions) ? Object.keys(definitions) : [];
      const unused = names.filter((name) => !used.has(`${file}#${joinPointer("", holder, name)}`));
      return unused.map((name) => finding(name, file, joinPointer("", holder, name)));
    });
  });
}

function definitionAround(file: string, pointer: string): string[] {
  const definition = /^\/(?:\$defs|definitions)\/[^/]+/.exec(pointer)?.[0];
  return definition === undefined ? [] : [`${file}#${definition}`];
}

function finding(name: string, file: string, pointer: string): Finding {
  return {
    rule: "DEFINITION_UNUSED",
    place: { file, pointer, on: "key" },
    message: `No event reaches the definition "${name}".`,
    hint: 'Remove the definition, or list it under "types" in the manifest.',
  };
}
