import type { Bundle } from "../protocol/bundle.js";

/** A validator of one protocol's server events. */
export type Contestant = {
  readonly name: string;
  /** Returns true for a valid message. */
  readonly check: (value: unknown) => boolean;
};

/** The files of a protocol from which the contestants are built. */
export type Input = {
  readonly bundle: Bundle;
  /** Bundled ES modules, see `build-modules.ts`. */
  readonly modules: string;
};
