import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** One published example payload of a GitHub event. */
export type Payload = {
  /** The payload's place in `@octokit/webhooks-examples`, such as `check_run[7]`. */
  readonly id: string;
  /** The event's name, which GitHub sends in the header `x-github-event`. */
  readonly name: string;
  readonly value: unknown;
};

/** The part of an item of `@octokit/webhooks-examples` that this pipeline uses. */
export type ExampleList = { readonly name: string; readonly examples: readonly unknown[] };

/** Loads a package as if from a file inside the project folder. */
export function loadFrom(project: string, name: string): unknown {
  return createRequire(path.resolve(project, "package.json"))(name);
}

/** Returns every payload of `@octokit/webhooks-examples`, as the project has it installed, in the order of the package. */
export function readPayloads(project: string): readonly Payload[] {
  return listPayloads(loadFrom(project, "@octokit/webhooks-examples") as readonly ExampleList[]);
}

/** Joins all examples of all events to one list. */
export function listPayloads(lists: readonly ExampleList[]): readonly Payload[] {
  return lists.flatMap(({ name, examples }) => examples.map((value, index) => ({ id: `${name}[${index}]`, name, value })));
}

/** Parses a file of the project that an earlier step wrote. */
export function readProjectFile(project: string, name: string): unknown {
  return JSON.parse(readFileSync(path.join(project, name), "utf8"));
}
