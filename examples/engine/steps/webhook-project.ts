import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** One payload that GitHub's community published as an example of an event. */
export type Payload = {
  /** Where it is found in `@octokit/webhooks-examples`, such as `check_run[7]`. */
  readonly id: string;
  /** The event's name, which GitHub sends in the header `x-github-event`. */
  readonly name: string;
  readonly value: unknown;
};

/** What this pipeline needs of an item of `@octokit/webhooks-examples`. */
export type ExampleList = { readonly name: string; readonly examples: readonly unknown[] };

/** Loads a package as code inside the project folder would. */
export function loadFrom(project: string, name: string): unknown {
  return createRequire(path.resolve(project, "package.json"))(name);
}

/** Every payload that the project's copy of `@octokit/webhooks-examples` holds, in its order. */
export function readPayloads(project: string): readonly Payload[] {
  return listPayloads(loadFrom(project, "@octokit/webhooks-examples") as readonly ExampleList[]);
}

/** One list of all examples of all events. */
export function listPayloads(lists: readonly ExampleList[]): readonly Payload[] {
  return lists.flatMap(({ name, examples }) => examples.map((value, index) => ({ id: `${name}[${index}]`, name, value })));
}

/** Parses a file of the project that an earlier step wrote. */
export function readProjectFile(project: string, name: string): unknown {
  return JSON.parse(readFileSync(path.join(project, name), "utf8"));
}
