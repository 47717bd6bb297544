/** The exit codes of the command line. */
export const exitCode = {
  fine: 0,
  findings: 1,
  /** The command got wrong arguments, or input that it cannot read. */
  usage: 2,
  /** The command failed because of a fault in dagwire itself. */
  internal: 3,
  /** The command found no fault, but could not decide one of its questions, such as whether one schema accepts all values of another. */
  unknown: 4,
} as const;

/** One of the numbers of {@link exitCode}. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Arguments that a command does not accept. The command line prints the message and refers to `--help`. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
