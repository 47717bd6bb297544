import { beforeAll, describe, expect, test } from "vitest";
import { changeKinds } from "../../generator/evolution/change/change.js";
import type { Change, ChangeKind } from "../../generator/evolution/change/change.js";
import { compareEvents } from "../../generator/evolution/change/compare-events.js";
import { Consumer } from "../../generator/evolution/peer/consumer.js";
import { changeRules } from "../../generator/evolution/rules/change-rules.js";
import type { WireEffect } from "../../generator/evolution/rules/change-rule.js";
import { SourceCheck } from "../../generator/evolution/source/source-verdict.js";
import { subsetQuestions } from "../../generator/check/provers.js";
import type { Reader } from "../../generator/schema/reader-view.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";
import { changeFixtures, pairsOf, versionModel } from "../helpers/change-fixture.js";
import type { ChangeFixture } from "../helpers/change-fixture.js";
import { consumerProgram } from "../helpers/consumer-program.js";
import { producerProgram } from "../helpers/producer-program.js";
import { TypeProgram } from "../helpers/type-program.js";

type Versions = Readonly<Record<"before" | "after" | "nearMiss", ProtocolModel>>;

const fixtures = changeFixtures();
const kinds = changeKinds.map((kind) => [kind] as const);
const versions = new Map<string, Versions>();
const program = new TypeProgram();

beforeAll(() => {
  for (const [kind, fixture] of fixtures) {
    const models: Versions = {
      before: versionModel(fixture.before),
      after: versionModel(fixture.after),
      nearMiss: versionModel(fixture.nearMiss),
    };
    versions.set(kind, models);
    for (const [name, model] of Object.entries(models)) {
      program.addTypes(`/${kind}/${name}`, model);
      program.add(`/${kind}/consumer-${name}.ts`, consumerProgram(models.before, name));
      program.add(`/${kind}/producer-${name}.ts`, producerProgram(models.before, name));
    }
    if (fixture.untyped !== undefined) addUntyped(kind, fixture.untyped);
  }
  // The models of some 200 versions take 5 s of a core.
}, 60_000);

function addUntyped(kind: string, { before, after }: NonNullable<ChangeFixture["untyped"]>): void {
  const old = versionModel(before);
  program.addTypes(`/untyped/${kind}/before`, old);
  program.addTypes(`/untyped/${kind}/after`, versionModel(after));
  program.add(`/untyped/${kind}/consumer-after.ts`, consumerProgram(old, "after"));
  program.add(`/untyped/${kind}/producer-after.ts`, producerProgram(old, "after"));
}

function fixtureOf(kind: ChangeKind): ChangeFixture & { readonly models: Versions } {
  const [fixture, models] = [fixtures.get(kind), versions.get(kind)];
  if (fixture === undefined || models === undefined) throw new Error(`tests/evolution/rules/${kind}.json is missing`);
  return { ...fixture, models };
}

function changesOf(before: ProtocolModel, after: ProtocolModel, compare?: ChangeFixture["compare"]): readonly Change[] {
  return pairsOf(before, after, compare).flatMap(([old, today]) => compareEvents(old, today, "server"));
}

const rank: readonly WireEffect[] = ["ok", "skip", "break"];
const effectOf = { ok: "ok", skip: "skip", breaking: "break" } as const;

/** Returns the verdict of one version's reader on all events that the other version sends. */
function wireEffect(sender: ProtocolModel, receiver: ProtocolModel, reader: Reader): WireEffect | "unknown" {
  const consumer = new Consumer(receiver, "server", subsetQuestions(), reader);
  const verdicts = sender.server.events.map((event) => consumer.verdictOn(event).verdict);
  const effects = new Set(verdicts.map((verdict) => (verdict === "unknown" ? verdict : effectOf[verdict])));
  return effects.has("unknown") ? "unknown" : (rank.findLast((effect) => effects.has(effect)) ?? "ok");
}

function wireEffects(before: ProtocolModel, after: ProtocolModel): object {
  return {
    "new-to-old": { strict: wireEffect(after, before, "strict"), tolerant: wireEffect(after, before, "tolerant") },
    "old-to-new": { strict: wireEffect(before, after, "strict"), tolerant: wireEffect(before, after, "tolerant") },
  };
}

function sourceEffects(before: ProtocolModel, after: ProtocolModel): object {
  const { consumer, producer } = new SourceCheck(before, after).protocol().server;
  return { consumer: consumer.length === 0 ? "ok" : "break", producer: producer.length === 0 ? "ok" : "break" };
}

function compiled(kind: string, version: string): object {
  const effect = (role: string): string => (program.errors(`/${kind}/${role}-${version}.ts`).length === 0 ? "ok" : "break");
  return { consumer: effect("consumer"), producer: effect("producer") };
}

const untyped = [...fixtures].flatMap(([kind, fixture]) => (fixture.untyped === undefined ? [] : [[kind, fixture.untyped] as const]));

test("every fixture belongs to a kind", () => {
  expect([...fixtures.keys()].toSorted()).toEqual(changeKinds.toSorted());
});

describe.each(kinds)("%s", (kind) => {
  const { consumer, producer, ...wire } = changeRules[kind].effects;

  test("is the only change named, at its place", () => {
    const { at, compare, models } = fixtureOf(kind);
    const changes = changesOf(models.before, models.after, compare);
    expect(changes.map((change) => [change.kind, change.path])).toEqual([[kind, at]]);
    expect(changes[0]?.sentence).toMatch(/^server event ".+" .+\.$/);
  });

  test("is not named in the near miss", () => {
    const { nearMissChanges = [], models } = fixtureOf(kind);
    expect(changesOf(models.before, models.nearMiss).map((change) => change.kind)).toEqual(nearMissChanges);
  });

  test("has the effects on messages that the table lists, and the near miss breaks no tolerant reader", () => {
    const { models } = fixtureOf(kind);
    expect(wireEffects(models.before, models.after)).toEqual(wire);
    expect(wireEffects(models.before, models.nearMiss)).toMatchObject({
      "new-to-old": { tolerant: "ok" },
      "old-to-new": { tolerant: "ok" },
    });
  });

  test("has the effects on TypeScript that the table lists, by the compiler and by the types", () => {
    const { models } = fixtureOf(kind);
    expect(compiled(kind, "before")).toEqual({ consumer: "ok", producer: "ok" });
    expect(compiled(kind, "after")).toEqual({ consumer, producer });
    expect(sourceEffects(models.before, models.after)).toEqual({ consumer, producer });
    expect(compiled(kind, "nearMiss")).toEqual({ consumer: "ok", producer: "ok" });
    expect(sourceEffects(models.before, models.nearMiss)).toEqual({ consumer: "ok", producer: "ok" });
  });
});

test("the kinds with changes that types show, and others that they do not show, are those of conditions", () => {
  expect(untyped.map(([kind]) => kind)).toEqual(changeKinds.filter((kind) => kind.startsWith("CONDITION_")).toSorted());
});

describe.each(untyped)("%s that TypeScript types do not show", (kind, fixture) => {
  const [before, after] = [versionModel(fixture.before), versionModel(fixture.after)];

  test("is the same change with the same effects on messages, and breaks no code", () => {
    const rule = Object.entries(changeRules).find(([name]) => name === kind)?.[1];
    expect(changesOf(before, after).map((change) => change.kind)).toEqual([kind]);
    expect(rule?.effects).toMatchObject(wireEffects(before, after));
    expect(sourceEffects(before, after)).toEqual({ consumer: "ok", producer: "ok" });
    expect(compiled(`untyped/${kind}`, "after")).toEqual({ consumer: "ok", producer: "ok" });
  });
});
