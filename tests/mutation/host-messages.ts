/** How a host runs tests. */
export type HostOptions = {
  /** True if each test file loads the sources anew. */
  readonly isolate: boolean;
  /** A file that runs before each test file. */
  readonly setup?: string;
  /** The number of failed tests that ends a run. 0 for no end. */
  readonly bail: number;
};

/** A test file, and the ids of the tests to run in it. All of its tests if `tests` is absent. */
export type FileChoice = { readonly file: string; readonly tests?: readonly string[] };

/** A question of the script to a host. */
export type HostQuestion =
  { readonly kind: "list"; readonly filters: readonly string[] } | { readonly kind: "run"; readonly files: readonly FileChoice[] };

/** A question, and the sources that have changed since the last one. */
export type HostRequest = HostQuestion & { readonly changed: readonly string[] };

/** One test file of a run. */
export type FileRun = {
  readonly file: string;
  readonly isOk: boolean;
  readonly loadMs: number;
  readonly runMs: number;
  readonly failures: readonly string[];
  readonly tests: readonly { readonly id: string; readonly ms: number }[];
};

/** An answer of a host. */
export type HostReply =
  | { readonly kind: "ready" }
  | { readonly kind: "failure"; readonly message: string }
  | { readonly kind: "files"; readonly files: readonly string[] }
  | { readonly kind: "run"; readonly files: readonly FileRun[]; readonly errors: readonly string[] };
