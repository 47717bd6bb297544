import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pascalCase } from "../../generator/base/pascal-case.js";
import { dispatchedEvents } from "./corpus.js";
import type { CorpusCase, CorpusEvent } from "./corpus.js";

/**
 * Returns a TypeScript file that compiles only if the generated types are right. Every accepted message of the case is
 * a literal of its type. The handler map passes each handler its own event, and a missing handler is an error. A
 * message's tag narrows the union.
 */
export function typeCheckFile(corpusCase: CorpusCase): string {
  const lines: string[] = [];
  corpusCase.examples.forEach((example, position) => {
    const event = corpusCase.events.find(({ ref }) => ref === example.ref);
    if (event === undefined || example.expect !== "accept" || (example.at ?? "") !== "") return;
    const text = readFileSync(join(corpusCase.folder, example.file), "utf8").trim();
    // Each message is a constant first, because TypeScript refuses undeclared properties in a literal of an open object's type.
    lines.push(
      `const message${position} = ${text} as const;`,
      `export const literal${position}: types.${pascalCase(event.id)} = message${position};`,
    );
  });
  const sides = (["server", "client"] as const).flatMap((side) => sideLines(side, dispatchedEvents(corpusCase, side)));
  return ['import type * as types from "./generated/index.js";', ...lines, ...sides].join("\n");
}

function sideLines(side: "server" | "client", events: readonly CorpusEvent[]): string[] {
  const [first] = events;
  if (first === undefined) return [];
  const prefix = pascalCase(side);
  const map = `types.${prefix}EventHandlers<string, number>`;
  return [
    "// @ts-expect-error -- one handler is missing",
    `export const missing${prefix}: ${map} = {} as Omit<${map}, ${JSON.stringify(first.id)}>;`,
    ...events.map(
      ({ id }) =>
        `export const handled${prefix}${pascalCase(id)} = (event: Parameters<${map}[${JSON.stringify(id)}]>[0]): types.${pascalCase(id)} => event;`,
    ),
    ...events.filter(isTopLevel).map((event) => narrowLine(prefix, event)),
  ];
}

/** Returns true if every tag is a property of the message itself. Only such a property narrows a union. */
function isTopLevel({ tags }: CorpusEvent): boolean {
  return Object.keys(tags).every((pointer) => /^\/[A-Za-z_]\w*$/.test(pointer));
}

function narrowLine(prefix: string, { id, tags }: CorpusEvent): string {
  const checks = Object.entries(tags).map(([pointer, value]) => `event.${pointer.slice(1)} === ${JSON.stringify(value)}`);
  return `export const narrowed${prefix}${pascalCase(id)} = (event: types.${prefix}Event): types.${pascalCase(id)} | undefined => (${checks.join(" && ")} ? event : undefined);`;
}
