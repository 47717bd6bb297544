import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { checkProtocol } from "../../generator/check/check-protocol.js";
import type { WireFinding } from "../../generator/check/finding.js";
import { subsetQuestions } from "../../generator/check/provers.js";
import { supportMatrix } from "../../generator/check/support-matrix.js";
import { applyWaivers } from "../../generator/check/waivers.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";
import { modelOf } from "../helpers/model-of.js";
import { manifest } from "../helpers/protocol-folder.js";
import { seedOf } from "../helpers/seed.js";
import { changingEvent } from "./random-changes.js";
import type { Keywords, SchemaChange } from "./random-changes.js";
import { Random } from "./random.js";

const seed = seedOf("FUZZ_SEED");
const pairs = Number(process.env["FUZZ_WAIVERS"] ?? 40);
const questions = subsetQuestions();

/** The versions of one event: before, with one change, with another, and with both. */
type Versions = Readonly<Record<"before" | "first" | "second" | "both", ProtocolModel>>;

function modelFor(event: Keywords, reader: string): ProtocolModel | undefined {
  return modelOf({ "protocol.json": manifest({ server: ["state.json"], readers: { server: reader } }), "state.json": event }).model;
}

function findingsOf(before: ProtocolModel, today: ProtocolModel): readonly WireFinding[] {
  return checkProtocol({ today, baselines: [{ label: "before", roles: ["deployed"], model: before }], deploy: "rolling", questions })
    .findings;
}

/** Returns the event with both changes, or `undefined` if one of them undoes, hides or equals the other. */
function applied(event: Keywords, [first, second]: readonly [SchemaChange, SchemaChange]): Keywords | undefined {
  const [one, other] = [first.apply(event), second.apply(event)];
  const both = second.apply(one);
  if (!isDeepStrictEqual(both, first.apply(other)) || isDeepStrictEqual(one, other)) return undefined;
  return [one, other].some((single) => isDeepStrictEqual(single, both)) ? undefined : both;
}

function versionsOf(random: Random): { readonly versions: Versions; readonly title: string } | undefined {
  const { event, changes } = changingEvent(random);
  const first = random.pick(changes);
  const near = changes.filter(({ at }) => at === first.at);
  const chosen = [first, random.pick(random.chance(0.4) ? near : changes)] as const;
  const together = applied(event, chosen);
  if (together === undefined) return undefined;
  const reader = random.pick(["strict", "tolerant"]);
  const [before, one, other, both] = [event, ...chosen.map(({ apply }) => apply(event)), together].map((version) =>
    modelFor(version, reader),
  );
  if (before === undefined || one === undefined || other === undefined || both === undefined) return undefined;
  const title = `${reader}: ${chosen.map((change) => change.title).join("; ")}\n${JSON.stringify(event)}`;
  return { versions: { before, first: one, second: other, both }, title };
}

const shown = (found: readonly WireFinding[]): string[] =>
  found.map(({ severity, flow, rule, path, fingerprint }) => `${severity} ${flow} ${rule} ${path} ${fingerprint}`).toSorted();

/** Returns the findings that remain after others are waived. */
function open(found: readonly WireFinding[], waived: readonly WireFinding[]): readonly WireFinding[] {
  const waivers = waived.map(({ fingerprint }) => ({ fingerprint, reason: "known" }));
  return applyWaivers(found, waivers, "2026-01-01").findings.filter((finding) => finding.waived === undefined);
}

/**
 * Returns the findings of a flow that neither change breaks alone. For example, one change removes a field and the other closes the
 * object. A waiver of either change has to leave these findings open.
 */
function jointOf(both: readonly WireFinding[], alone: readonly WireFinding[]): readonly WireFinding[] {
  return both.filter(({ flow }) => alone.every((finding) => finding.flow !== flow));
}

/** Returns the verdicts on the two pairs of peers, if the findings are waived. */
function admissions({ before, both }: Versions, waived: readonly WireFinding[]): string[] {
  const versions = [before, both].map((model, index) => ({ labels: [String(index)], model }));
  const isWaived = (fingerprint: string): boolean => waived.some((finding) => finding.fingerprint === fingerprint);
  return supportMatrix(versions, questions, isWaived).flatMap(({ server, client, verdict }) =>
    server === client ? [] : [`${server.labels[0]} ${client.labels[0]} ${verdict}`],
  );
}

/** Returns the verdicts that follow from the findings of a server event. */
function expected(all: readonly WireFinding[], rest: readonly WireFinding[]): string[] {
  return (["new-to-old", "old-to-new"] as const).map((flow) => {
    const isIn = (found: readonly WireFinding[]): boolean => found.some((finding) => finding.flow === flow);
    return `${flow === "new-to-old" ? "1 0" : "0 1"} ${isIn(rest) ? "refuse" : isIn(all) ? "warn" : "accept"}`;
  });
}

/** Returns a text that shows both lists, if they differ. */
function difference(title: string, got: readonly string[], wanted: readonly string[]): string[] {
  return isDeepStrictEqual(got, wanted) ? [] : [`${title}: ${got.join("\n  ")}\nexpected: ${wanted.join("\n  ")}`];
}

test(
  `${pairs} random pairs of changes to one event; waiving one leaves exactly those that the other alone or only both together have (FUZZ_SEED=${seed} FUZZ_WAIVERS=${pairs})`,
  { timeout: 3_600_000 },
  () => {
    const wrong: string[] = [];
    const tally = { pairs: 0, bothBreak: 0 };
    for (let index = 0; tally.pairs < pairs; index += 1) {
      const made = versionsOf(new Random(seed + index));
      if (made === undefined) continue;
      const { versions } = made;
      const [first, second, both] = [versions.first, versions.second, versions.both].map((today) => findingsOf(versions.before, today));
      if (first === undefined || second === undefined || both === undefined) throw new Error("three versions were compared");
      tally.pairs += 1;
      if (first.length > 0 && second.length > 0) tally.bothBreak += 1;
      const [rest, others] = [open(both, first), open(both, second)];
      const joint = jointOf(both, [...first, ...second]);
      const found = [
        ...difference("open", shown(rest), shown([...second, ...joint])),
        ...difference("open", shown(others), shown([...first, ...joint])),
        ...difference("matrix", admissions(versions, first), expected(both, rest)),
      ];
      if (found.length > 0) wrong.push([`FUZZ_SEED=${seed + index} FUZZ_WAIVERS=1`, made.title, ...found].join("\n"));
    }
    console.log(`waivers fuzz seed ${seed}: ${JSON.stringify(tally)}, ${wrong.length} wrong`);
    expect(wrong.join("\n\n")).toBe("");
    expect(tally.bothBreak).toBeGreaterThan(pairs / 10);
  },
);
