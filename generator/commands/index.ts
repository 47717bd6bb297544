import type { Command } from "./command.js";

/**
 * The name of a subcommand, and a function that loads it. A subcommand is loaded only when the user calls it, because
 * its imports would slow down every other command.
 */
export type CommandEntry = { readonly name: string; readonly load: () => Promise<Command> };

/** Every subcommand, in the order in which `dagwire --help` lists them. */
export const commands: readonly CommandEntry[] = [
  { name: "generate", load: async () => (await import("./generate.js")).generateCommand },
  { name: "lint", load: async () => (await import("./lint.js")).lintCommand },
  { name: "check", load: async () => (await import("./check.js")).checkCommand },
  { name: "init", load: async () => (await import("./init.js")).initCommand },
  { name: "scaffold", load: async () => (await import("./scaffold.js")).scaffoldCommand },
  { name: "validate", load: async () => (await import("./validate.js")).validateCommand },
  { name: "tail", load: async () => (await import("./tail.js")).tailCommand },
  { name: "record", load: async () => (await import("./record.js")).recordCommand },
  { name: "replay", load: async () => (await import("./replay.js")).replayCommand },
  { name: "mock", load: async () => (await import("./mock.js")).mockCommand },
  { name: "compare", load: async () => (await import("./compare.js")).compareCommand },
  { name: "docs", load: async () => (await import("./docs.js")).docsCommand },
  { name: "export", load: async () => (await import("./export.js")).exportCommand },
  { name: "explain", load: async () => (await import("./explain.js")).explainCommand },
  { name: "schema", load: async () => (await import("./schema.js")).schemaCommand },
];
