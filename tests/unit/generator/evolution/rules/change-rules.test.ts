import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { changeKinds } from "../../../../../generator/evolution/change/change.js";
import { changePage } from "../../../../../generator/evolution/rules/change-pages.js";
import { changeGroups, changeNamed, changeRuleId, changeRules, whoBreaks } from "../../../../../generator/evolution/rules/change-rules.js";
import { compatibilityMarkdown } from "../../../../../generator/evolution/rules/compatibility-page.js";
import { repository } from "../../../../helpers/run-cli.js";

const flows = ["new-to-old", "old-to-new"] as const;

describe("the table of changes", () => {
  test.each(changeKinds)("%s says what happened, why it matters, which peers break, and what to do", (kind) => {
    const { summary, purpose, instead, effects } = changeRules[kind];
    for (const text of [summary, purpose, instead]) expect(text).toMatch(/^[A-Z].*\.$/);
    for (const flow of flows) {
      const breaksSomebody = effects[flow].strict !== "ok";
      expect(whoBreaks(kind, "server", flow) !== undefined).toBe(breaksSomebody);
      expect(whoBreaks(kind, "client", flow) !== undefined).toBe(breaksSomebody);
    }
    expect(changePage(kind)).toContain(`SERVER_${kind}, CLIENT_${kind}`);
    expect(changePage(kind, "client")).toContain(`Instead: ${instead}`);
  });

  test("every kind belongs to one group", () => {
    expect(changeGroups.flatMap(({ rules }) => Object.keys(rules)).toSorted()).toEqual(changeKinds.toSorted());
  });

  test("docs/COMPATIBILITY.md equals the output of `npm run docs:rules`", () => {
    expect(readFileSync(`${repository}docs/COMPATIBILITY.md`, "utf8")).toBe(compatibilityMarkdown());
  });
});

test("an id consists of a subject and a kind", () => {
  expect(changeRuleId("client", "NULL_ADDED")).toBe("CLIENT_NULL_ADDED");
  expect(changeNamed("CLIENT_NULL_ADDED")).toEqual({ kind: "NULL_ADDED", subject: "client" });
  expect(changeNamed("STATE_NULL_ADDED")).toEqual({ kind: "NULL_ADDED", subject: "state" });
  expect(changeNamed("NULL_ADDED")).toEqual({ kind: "NULL_ADDED", subject: undefined });
  expect(changeNamed("STATE_EVENT_ADDED")).toBeUndefined();
  expect(changeNamed("SERVER_toString")).toBeUndefined();
});

test("the consequence names the peer that breaks and the deploy order", () => {
  expect(whoBreaks("ENUM_VALUE_ADDED", "server", "new-to-old")).toBe(
    "Clients built before this change refuse the new value. They receive messages of newer servers when the server is deployed first.",
  );
  expect(whoBreaks("ENUM_VALUE_ADDED", "state", "new-to-old")).toBe(
    "Clients built before this change refuse the new value. They receive states of newer servers when the server is deployed first. A server built before this change does the same after a roll-back.",
  );
  expect(whoBreaks("FIELD_BECAME_REQUIRED", "client", "old-to-new")).toBe(
    "Servers built after this change refuse messages without the field. They receive messages of older clients when the server is deployed first, and when a queued message is delivered.",
  );
});
