import { describe, expect, test } from "vitest";
import { checkProtocol } from "../../generator/check/check-protocol.js";
import { groupFindings } from "../../generator/check/finding.js";
import { compareProtocols } from "../../generator/evolution/peer/compare-protocols.js";
import type { WireCell } from "../../generator/evolution/peer/compare-protocols.js";
import type { ProtocolModel } from "../../generator/model/protocol.js";
import { subsetQuestions } from "../../generator/check/provers.js";
import { compileValidators } from "../../generator/validate/compile-protocol.js";
import { histories } from "../helpers/histories.js";
import type { History, HistoryVersion } from "../helpers/histories.js";
import { modelOf } from "../helpers/model-of.js";
import { refactored } from "../helpers/refactored.js";
import { describeWithShared } from "../helpers/shared-data.js";

type Step = { readonly title: string; readonly before: HistoryVersion; readonly after: HistoryVersion };

function stepsOf({ name, versions }: History): Step[] {
  return versions.flatMap((after, index) => {
    const before = versions[index - 1];
    return before === undefined ? [] : [{ title: `${name} ${before.label} → ${after.label}`, before, after }];
  });
}

function model({ schema, manifest }: Pick<HistoryVersion, "schema" | "manifest">): ProtocolModel {
  const result = modelOf({ "protocol.json": manifest, "schema.json": schema });
  if (result.model === undefined) throw new Error(result.text);
  return result.model;
}

/** A wrong witness: the producer's validators refuse it, or the consumer's accept it. */
function unconfirmed(before: ProtocolModel, after: ProtocolModel, cells: readonly WireCell[]): unknown[] {
  const validators = {
    before: { server: compileValidators(before, "server"), client: compileValidators(before, "client") },
    after: { server: compileValidators(after, "server"), client: compileValidators(after, "client") },
  };
  return cells.flatMap(({ direction, flow, event, verdict }) => {
    if (verdict.verdict !== "breaking") return [];
    const [sender, reader] = flow === "new-to-old" ? (["after", "before"] as const) : (["before", "after"] as const);
    const isSent = validators[sender][direction].events[event.name]?.validate(verdict.witness) === true;
    const isRead =
      event.tags === undefined
        ? validators[reader][direction].events[event.name]?.validate(verdict.witness) === true
        : validators[reader][direction].read(verdict.witness).outcome === "event";
    return isSent && !isRead ? [] : [{ direction, flow, event: event.name, witness: verdict.witness, isSent, isRead }];
  });
}

const stepKinds = ["major", "minor", "patch"] as const;

/** Returns the kind of release that the authors declared for a step. */
function declaredStep({ before, after }: Step): (typeof stepKinds)[number] {
  const [a, b] = [before.label.split("."), after.label.split(".")];
  return stepKinds[a.findIndex((part, index) => part !== b[index])] ?? "patch";
}

describeWithShared("histories of real protocols", "corpus/histories", () => {
  const all = histories();
  const steps = all.flatMap(stepsOf);
  const ask = subsetQuestions();

  test.each(steps.map((step) => [step.title, step] as const))(
    "%s is decided, and every break is confirmed",
    { timeout: 120_000 },
    (title, step) => {
      const [before, after] = [model(step.before), model(step.after)];
      const { cells } = compareProtocols(before, after, ask);
      expect(cells.filter(({ verdict }) => verdict.verdict === "unknown").map(({ event, verdict }) => [event.name, verdict])).toEqual([]);
      expect(unconfirmed(before, after, cells)).toEqual([]);
      const check = checkProtocol({
        today: after,
        baselines: [{ label: "before", roles: ["deployed"], model: before }],
        deploy: "server-first",
        questions: ask,
      });
      expect(check.findings.filter(({ witness }) => witness === undefined)).toEqual([]);
      const told = groupFindings(check.findings).map(
        ({ severity, rule, event, flow, path, events }) => `${severity} ${flow} ${rule} ${event}${path} ×${events.length}`,
      );
      expect({ told, versions: check.version }).toMatchSnapshot(title);
    },
  );

  describe("releases that the authors declare compatible", () => {
    const gentle = steps.filter((step) => step.title.startsWith("eiffel/") && declaredStep(step) !== "major");

    test.each(gentle.map((step) => [step.title, step] as const))(
      "%s passes the gate, and asks for no more than was declared",
      (_title, step) => {
        const [before, after] = [model(step.before), model(step.after)];
        const check = checkProtocol({
          today: after,
          baselines: [{ label: "before", roles: ["deployed"], model: before }],
          deploy: "server-first",
          questions: ask,
        });
        expect(check.findings.filter(({ severity }) => severity !== "warning")).toEqual([]);
        expect(["none", ...stepKinds.slice(stepKinds.indexOf(declaredStep(step)))]).toContain(check.version?.protocol);
      },
    );

    test.each(steps.filter(({ title }) => title.startsWith("dap ")).map((step) => [step.title, step] as const))(
      "%s: old clients read what a newer adapter sends",
      (_title, step) => {
        const { cells } = compareProtocols(model(step.before), model(step.after), ask);
        const broken = cells.filter(
          ({ direction, flow, verdict }) => direction === "server" && flow === "new-to-old" && verdict.verdict === "breaking",
        );
        expect(broken.map(({ event, verdict }) => [event.name, verdict])).toEqual([]);
      },
    );
  });

  describe("refactoring changes nothing", () => {
    test.each(all.map((history) => [history.name, history] as const))("%s", { timeout: 120_000 }, (_name, { versions }) => {
      const latest = versions.at(-1);
      if (latest === undefined) return expect.fail("a history without a version");
      const before = model(latest);
      const text = JSON.stringify(latest.manifest).replaceAll(/(#\/(?:definitions|\$defs)\/\w+)/g, "$1Moved");
      const after = model({ schema: refactored(latest.schema), manifest: JSON.parse(text) as object });
      const check = checkProtocol({
        today: after,
        baselines: [{ label: "before", roles: ["deployed", "retained"], model: before }],
        deploy: "rolling",
        questions: ask,
      });
      expect(check.findings).toEqual([]);
      expect(check.cells).toEqual([]);
      expect(check.version?.protocol).toBe("none");
    });
  });
});
