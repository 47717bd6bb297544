import type { LiveHost } from "../replay/live-host.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { defaultPort } from "./live-options.js";

/** The arguments of {@link listening}: a host, and the port and path that it serves. */
export type Listening = { readonly host: LiveHost; readonly port: number | undefined; readonly path: string };

/**
 * Runs a host until the user interrupts the command or the signal `end` is aborted. @throws UsageError if the host
 * cannot listen on the port.
 */
export async function listening(
  { host, port = defaultPort, path }: Listening,
  context: CommandContext,
  end: AbortController,
): Promise<ExitCode> {
  const bound = await host.listen(port).catch((error: unknown) => {
    throw new UsageError(
      `cannot listen on port ${port}: ${error instanceof Error ? error.message : String(error)}. Choose another port with "--port".`,
    );
  });
  context.stderr(`ws://127.0.0.1:${bound}${path}: ready; Ctrl-C ends\n`);
  context.onInterrupt?.(() => end.abort());
  if (!end.signal.aborted) await new Promise((resolve) => end.signal.addEventListener("abort", resolve, { once: true }));
  await host.close();
  return exitCode.fine;
}
