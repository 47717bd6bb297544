import type { Command } from "./command.js";
import { docsCommand } from "./docs.js";
import { explainCommand } from "./explain.js";
import { exportCommand } from "./export.js";
import { generateCommand } from "./generate.js";
import { initCommand } from "./init.js";
import { lintCommand } from "./lint.js";
import { scaffoldCommand } from "./scaffold.js";
import { schemaCommand } from "./schema.js";
import { validateCommand } from "./validate.js";

/** Every subcommand, in the order in which help lists them. */
export const commands: readonly Command[] = [
  generateCommand,
  lintCommand,
  initCommand,
  scaffoldCommand,
  validateCommand,
  docsCommand,
  exportCommand,
  explainCommand,
  schemaCommand,
];
