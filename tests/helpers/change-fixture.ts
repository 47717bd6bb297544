import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventModel } from "../../generator/model/event-model.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";
import { formatText } from "../../generator/diagnostics/format-text.js";
import { defaultRuntime } from "../../generator/config/load-config.js";
import { modelProtocol } from "../../generator/pipeline/read-protocol.js";
import { manifest, writeFolder } from "./protocol-folder.js";
import { repository } from "./run-cli.js";

/** One version of a protocol of server events: the schemas by file name, and manifest entries if the files alone are not enough. */
export type FixtureVersion = { readonly events: Readonly<Record<string, object>>; readonly entries?: readonly object[] };

/** One kind of change: an event before and after it, and a near miss, which is a similar version that stays allowed. */
export type ChangeFixture = {
  /** Path of the change. */
  readonly at: string;
  readonly before: FixtureVersion;
  readonly after: FixtureVersion;
  readonly nearMiss: FixtureVersion;
  /** The same change where TypeScript types do not show it, if they show that of `before` and `after`. */
  readonly untyped?: { readonly before: FixtureVersion; readonly after: FixtureVersion };
  /** The old and the new name of the event to compare. Without this, events of equal names are compared. */
  readonly compare?: readonly [before: string | null, after: string | null];
  /** The changes of the near miss, if it has some. */
  readonly nearMissChanges?: readonly string[];
};

/** Returns the fixtures of tests/evolution/rules by the kind of change. */
export function changeFixtures(): ReadonlyMap<string, ChangeFixture> {
  const folder = `${repository}tests/evolution/rules/`;
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return new Map(names.map((name) => [name.replace(".json", ""), JSON.parse(readFileSync(`${folder}${name}`, "utf8")) as ChangeFixture]));
}

/** Builds the model of one version. */
export function versionModel({ events, entries }: FixtureVersion): ProtocolModel {
  const files = Object.entries(events).map(([name, schema]) => [`${name}.json`, schema] as const);
  const server = entries ?? files.map(([name]) => name);
  const folder = mkdtempSync(join(tmpdir(), "dagwire-test-"));
  try {
    writeFolder(folder, { "protocol.json": manifest({ server }), ...Object.fromEntries(files) });
    const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "out"), runtime: defaultRuntime };
    const { model, diagnostics } = modelProtocol(folder, plan);
    if (model === undefined) throw new Error(formatText(diagnostics));
    return model;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the pairs of server events to compare. */
export function pairsOf(
  before: ProtocolModel,
  after: ProtocolModel,
  compare?: ChangeFixture["compare"],
): (readonly [EventModel | undefined, EventModel | undefined])[] {
  const find = (model: ProtocolModel, name: string | null): EventModel | undefined =>
    model.server.events.find((event) => event.name === name);
  if (compare !== undefined) return [[find(before, compare[0]), find(after, compare[1])]];
  return before.server.events.map((event) => [event, find(after, event.name)]);
}
