import { parseArgs } from "node:util";

/** The options of the command line. */
export type EngineArguments = {
  /** The port to listen on. Undefined means port 4317, or any free port if 4317 is taken. */
  readonly port: number | undefined;
  readonly pipeline: string | undefined;
  /** Folder in which runs are kept. Undefined means `.dagwire/runs` in the repository. */
  readonly log: string | undefined;
  /** True to exit when the run has ended. */
  readonly exit: boolean;
  /** True to approve every gate without asking a person. */
  readonly approve: boolean;
};

/** The parsed arguments, a request for help, or a sentence that says what is wrong. */
export type ArgumentsResult =
  | { readonly kind: "run"; readonly arguments: EngineArguments }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly message: string };

/** The text that `--help` prints. */
export const helpText = `Runs a pipeline of real programs and serves a page that shows it live.

Usage: npm start -- [options]

Options:
  --pipeline FILE  the pipeline to run (default: the self-check of this repository)
  --port NUMBER    port on 127.0.0.1; 0 means any free port
                   (default: 4317, or any free port if 4317 is taken)
  --log FOLDER     where runs are kept (default: .dagwire/runs)
  --approve        approve every gate without asking
  --exit           exit when the run has ended: with code 0 if it completed, else 1
  --help           show this text

Unattended, as in CI: npm start -- --exit --approve
Ctrl-C cancels the run and stops everything that it started.
`;

/** Reads the arguments of the command line, without the names of Node and of the program. */
export function parseArguments(argv: readonly string[]): ArgumentsResult {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        pipeline: { type: "string" },
        port: { type: "string" },
        log: { type: "string" },
        approve: { type: "boolean", default: false },
        exit: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return { kind: "help" };
    const port = values.port === undefined ? undefined : parsePort(values.port);
    if (Number.isNaN(port)) return wrong(`--port expects a number from 0 to 65535, got "${values.port ?? ""}"`);
    return { kind: "run", arguments: { port, pipeline: values.pipeline, log: values.log, exit: values.exit, approve: values.approve } };
  } catch (error) {
    return wrong(error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error));
  }
}

function parsePort(text: string): number {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : Number.NaN;
}

function wrong(message: string): ArgumentsResult {
  return { kind: "wrong", message: `${message}. Run with --help to see the options.` };
}
