import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Paint } from "../diagnostics/format-text.js";

/** What a command may touch of the world. */
export type CommandContext = {
  /** Folder in which the command was called. */
  readonly cwd: string;
  /** Data. */
  readonly stdout: (text: string) => void;
  /** Talk: progress, counts, findings. */
  readonly stderr: (text: string) => void;
  readonly paint: Paint;
  /** Takes findings that are to be written as one document at the end; without it they are printed as text at once. */
  readonly report?: ((diagnostics: readonly Diagnostic[]) => void) | undefined;
  /** Calls back when the user ends a command that stays, with Ctrl-C for one. */
  readonly onInterrupt?: (stop: () => void) => void;
};

/** How a run ended. */
export const exitCode = {
  fine: 0,
  findings: 1,
  /** Wrong arguments, or input that cannot be read. */
  usage: 2,
  /** A fault of dagwire itself. */
  internal: 3,
  /** Nothing is known to be wrong, but something could not be decided. */
  unknown: 4,
} as const;

/** One of {@link exitCode}. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Arguments that a command does not take; shown with a pointer to `--help`. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A subcommand. */
export type Command = {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `dagwire <name> --help` prints. */
  readonly help: string;
  readonly run: (args: readonly string[], context: CommandContext) => ExitCode | Promise<ExitCode>;
};
