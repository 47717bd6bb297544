import type { Opening, Phase, Setting, Sight } from "./deployment.js";
import type { BoardVersion, TwoVersions, VersionName } from "./two-versions.js";

/** Compares what happened with the words of `dagwire check`. Returns a text for each thing that the check did not announce. */
export function unannounced(versions: TwoVersions, setting: Setting, phases: readonly Phase[]): string[] {
  return phases.flatMap(({ server, opening, sights, faults }, index) => [
    ...faults
      .filter((fault) => !isOfStoredState(fault, versions[server], setting))
      .map((fault) => `phase ${index}: the ${server} server had the error ${fault}`),
    ...openingProblems(versions, setting, opening, index).map((text) => `phase ${index}: ${text} ${JSON.stringify(opening)}`),
    ...sights.flatMap((sight) => sightProblems(versions, setting, sight).map((text) => `phase ${index}: ${text} ${JSON.stringify(sight)}`)),
  ]);
}

/**
 * Returns true if an error says that events are gone because a server of the other version has stored a state instead, and this
 * version has no state. The findings `STATE_ADDED` and `STATE_REMOVED` announce this.
 */
function isOfStoredState(fault: string, { model }: BoardVersion, { hasTable }: Setting): boolean {
  return hasTable && model.state === undefined && fault.startsWith('The log of stream "run" no longer holds its first events');
}

/**
 * Returns the servers whose clients of the other version break, as the check says, and on which none did. Leaves out pages in plain
 * mode, because they also read events of servers of the other version.
 */
export function neverShown({ verdicts: { serves } }: TwoVersions, phases: readonly Phase[]): VersionName[] {
  const broken = phases
    .flatMap(({ sights }) => sights)
    .filter((sight) => sight.kind !== "plain" && sight.client !== sight.server && isBroken(sight));
  return (["old", "new"] as const).filter((name) => !serves[name] && !broken.some(({ server }) => server === name));
}

function isBroken({ left, unknown, refused, states, differed, results }: Sight): boolean {
  return left !== undefined || unknown + refused + states > 0 || differed || results.some((result) => result !== "accepted");
}

function openingProblems(
  { verdicts: { serves, opens } }: TwoVersions,
  { hasTable }: Setting,
  { server, from, error, isValid, isWhole }: Opening,
  index: number,
): string[] {
  // With the table the log lacks its first events. Only the first new server has no state of its own there.
  const isUpgrade = hasTable && index === 1;
  const problems = isUpgrade && (from === "snapshot") !== opens.new ? ["a stored state was used against the table, or was not used"] : [];
  if (from === undefined) {
    const isAnnounced = !opens[server] || !serves[server === "old" ? "new" : "old"];
    const isClear = /^Stream "run" cannot be opened\. .*\.$/.test(error);
    return [...problems, ...(isAnnounced ? [] : ["a refusal to open"]), ...(isClear ? [] : ["an unclear refusal"])];
  }
  return [...problems, ...(isValid ? [] : ["an invalid state"]), ...(isWhole ? [] : ["a state that lacks events"])];
}

function sightProblems({ verdicts: { serves, opens }, check }: TwoVersions, { hasTable }: Setting, sight: Sight): string[] {
  const { server, client, kind, left, unknown, refused, states, differed, differs, warnings, faults, results } = sight;
  const thrown = faults.map((fault) => `a page threw: ${fault}`);
  const isProved = server === client || serves[server];
  const isAllProved = serves.old && serves.new && opens.old && opens.new;
  // These pages have events of both versions.
  const isOfAll = kind === "lasting" || kind === "plain";
  const flow = server === "new" ? "new-to-old" : "old-to-new";
  const mayMiss =
    isOfAll ||
    (server !== client && check.cells.some((cell) => cell.direction === "server" && cell.flow === flow && cell.verdict === "skip"));
  if (isOfAll ? isAllProved : isProved) {
    return [
      ...thrown,
      ...(left !== undefined || refused + states > 0 ? ["a refusal that the check called compatible"] : []),
      ...(differed || differs ? ["a difference that the check called compatible"] : []),
      ...(unknown > 0 && !mayMiss ? ["an unknown event that the check did not name"] : []),
      ...results.filter((result) => result !== "accepted").map((result) => `a command ended as ${result}`),
    ];
  }
  // Peers in plain mode do not tell each other their versions. A break that the check has found may show in no other way.
  const isTold = kind === "plain" || left !== undefined || unknown + refused + states > 0 || warnings.length > 0;
  return [
    ...thrown,
    ...(hasTable && kind !== "lasting" && left !== 4409 ? ["peers met that the table refuses"] : []),
    ...((differed || differs) && !isTold ? ["a silent difference"] : []),
  ];
}
