import { expect, test } from "vitest";
import type { ProtocolCheck } from "../../../generator/check/check-protocol.js";
import { boardCommands, boardEvents } from "./pairings/board.js";
import type { Message } from "./pairings/board.js";
import { versionChanges } from "./pairings/changes.js";
import type { VersionChange } from "./pairings/changes.js";
import { Deployment } from "./pairings/deployment.js";
import type { Phase, Script, Setting } from "./pairings/deployment.js";
import { neverShown, unannounced } from "./pairings/judge.js";
import { twoVersions } from "./pairings/two-versions.js";
import type { TwoVersions, VersionName } from "./pairings/two-versions.js";

/** An upgrade, a roll-back and a second upgrade, so that servers of both versions open what both have written. */
const deploys: readonly VersionName[] = ["old", "new", "old", "new"];

/** With the table, the log also loses its first events, so that a server has to use a stored state or refuse the stream. */
const settings: readonly Setting[] = [
  { hasTable: true, compactEvery: 4 },
  { hasTable: false, compactEvery: 10_000 },
];

/** Returns the messages of both versions: those of the first version, those of the change, and those that the check shows. */
function scriptOf(versions: TwoVersions, { sends = [], asks = [] }: VersionChange): Script {
  const events = (name: VersionName, own: readonly Message[]): (readonly Message[])[] => {
    const { server } = versions[name].protocol;
    const lists = [boardEvents, own, ...shownBy(versions.check)].map((list) => list.filter((event) => server.validate(event)));
    return lists.filter((list) => list.length > 0);
  };
  const commands = (name: VersionName, own: readonly Message[]): Message[] =>
    [...boardCommands, ...own].filter((command) => versions[name].protocol.client.validate(command));
  return {
    events: { old: events("old", []), new: events("new", sends) },
    commands: { old: commands("old", []), new: commands("new", asks) },
  };
}

/** Returns the events that the findings show: messages that a reader refuses, and lists after which two states differ. */
function shownBy({ findings }: ProtocolCheck): (readonly Message[])[] {
  return findings.map(({ witness, divergence }) => [
    ...(witness === undefined ? [] : [witness.message as Message]),
    ...(divergence?.events ?? []).flatMap(({ message, times }) => Array.from({ length: times }, () => message as Message)),
  ]);
}

async function deployed(versions: TwoVersions, change: VersionChange, setting: Setting): Promise<Phase[]> {
  const deployment = new Deployment(versions, scriptOf(versions, change), setting);
  const phases: Phase[] = [];
  for (const name of deploys) phases.push(await deployment.run(name, phases.length));
  deployment.close();
  return phases;
}

const named = versionChanges.map((change) => [change.title, change] as const);

test.each(named)("[LG18] [LG21] [RS4] two versions do what the check has said: %s", async (_title, change) => {
  const versions = await twoVersions(change);
  const { serves, opens } = versions.verdicts;
  expect(versions.check.findings.map(({ rule, flow }) => `${rule} ${flow}`)).toEqual(change.finds);
  expect([serves.old, serves.new, opens.old, opens.new].every(Boolean)).toBe(change.finds.length === 0);
  for (const setting of settings) {
    const phases = await deployed(versions, change, setting);
    expect({ setting, problems: unannounced(versions, setting, phases) }).toEqual({ setting, problems: [] });
    expect({ setting, unseen: neverShown(versions, phases) }).toEqual({ setting, unseen: setting.hasTable ? [] : (change.unseen ?? []) });
  }
});
