import type { Diagnostic } from "./diagnostic.js";
import type { Paint } from "./format-text.js";

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
