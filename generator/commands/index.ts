import type { Command } from "./command.js";

/** A subcommand that is loaded when it is called: what one needs would slow down all the others. */
export type CommandEntry = { readonly name: string; readonly load: () => Promise<Command> };

/** Every subcommand, in the order in which help lists them. */
export const commands: readonly CommandEntry[] = [
  { name: "generate", load: async () => (await import("./generate.js")).generateCommand },
  { name: "lint", load: async () => (await import("./lint.js")).lintCommand },
  { name: "init", load: async () => (await import("./init.js")).initCommand },
  { name: "scaffold", load: async () => (await import("./scaffold.js")).scaffoldCommand },
  { name: "validate", load: async () => (await import("./validate.js")).validateCommand },
  { name: "compare", load: async () => (await import("./compare.js")).compareCommand },
  { name: "docs", load: async () => (await import("./docs.js")).docsCommand },
  { name: "export", load: async () => (await import("./export.js")).exportCommand },
  { name: "explain", load: async () => (await import("./explain.js")).explainCommand },
  { name: "schema", load: async () => (await import("./schema.js")).schemaCommand },
];
