import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";

/** A subcommand of `dagwire`, such as `dagwire check`. */
export type Command = {
  readonly name: string;
  /** One line about the command, for the list that `dagwire --help` prints. */
  readonly summary: string;
  /** The text that `dagwire <name> --help` prints. */
  readonly help: string;
  readonly run: (args: readonly string[], context: CommandContext) => ExitCode | Promise<ExitCode>;
};
