import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";

/** A subcommand. */
export type Command = {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Text that `dagwire <name> --help` prints. */
  readonly help: string;
  readonly run: (args: readonly string[], context: CommandContext) => ExitCode | Promise<ExitCode>;
};
