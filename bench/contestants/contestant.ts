import type { Bundle } from "../protocol/bundle.js";

/** A validator of one protocol's server events. */
export type Contestant = {
  readonly name: string;
  /** True for a valid message. */
  readonly check: (value: unknown) => boolean;
};

/** Where the files of a protocol are that the contestants are made from. */
export type Input = {
  readonly bundle: Bundle;
  /** Bundled ES modules, see `build-modules.ts`. */
  readonly modules: string;
};
