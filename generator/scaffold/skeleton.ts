import { propertyAccess } from "../types/print-type.js";
import { printCase, printHandler } from "./print-case.js";
import type { Layout } from "./print-case.js";
import type { HandlerPlan } from "./handler-plan.js";

/** The modules from which a new handler file imports. */
export type SkeletonImports = {
  /** The module with the generated types. */
  readonly generated: string;
  /** The module that exports the function `unreachable`. */
  readonly runtime: string;
};

const layout: Layout = { margin: "    ", unit: "  ", eol: "\n", quote: '"', hasSemicolons: true, hasBraces: false };
const ownership = "This file is yours: `dagwire scaffold` only adds handlers for new events, and comments at handlers of removed ones.";

/**
 * Returns the text of a new handler file: a `switch` if the TypeScript compiler can check that it is complete, else a
 * handler map. A protocol with a single event gets a map, which stays correct when events are added.
 */
export function printSkeleton(plan: HandlerPlan, imports: SkeletonImports): string {
  return plan.property !== undefined && plan.isSwitchProof ? switchFunction(plan, plan.property, imports) : handlerMap(plan, imports);
}

function switchFunction({ names, events }: HandlerPlan, property: string, { generated, runtime }: SkeletonImports): string {
  const cases = events.map((event) => `${printCase(event, layout)}\n`).join("");
  return `import { unreachable } from ${JSON.stringify(runtime)};
import type { ${names.union} } from ${JSON.stringify(generated)};

/** Handles every event that ${names.sends}. ${ownership} */
export function handle${names.union}(event: ${names.union}): void {
  switch (event${propertyAccess(property)}) {
${cases}    default:
      return unreachable(event);
  }
}
`;
}

function handlerMap({ names, events }: HandlerPlan, { generated }: SkeletonImports): string {
  const handlers = events.map(({ name }) => `${printHandler(name, { ...layout, margin: "  " })},\n`).join("");
  const variable = names.handlers.charAt(0).toLowerCase() + names.handlers.slice(1);
  return `import type { ${names.handlers} } from ${JSON.stringify(generated)};

/** A handler for each event that ${names.sends}. ${ownership} */
export const ${variable}: ${names.handlers} = {
${handlers}};
`;
}
