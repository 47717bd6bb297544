import type { CheckedProtocol, CheckReport } from "../report-schema.js";

/** Returns a few lines about each protocol: the verdict, the baselines, code that has to change, and versions. */
export function checkSummary({ protocols }: CheckReport): string[] {
  return protocols.flatMap((protocol) => [headline(protocol), ...sourceLines(protocol), ...versionLines(protocol)]);
}

function headline({ name, version, verdict, baselines, findings, asked }: CheckedProtocol): string {
  const against = baselines.map((baseline) => `${baseline.label} (${baseline.version ?? "not there"})`).join(", ");
  const open = findings.filter(({ waived }) => waived === undefined);
  const counts = (["breaking", "unknown", "warning"] as const).flatMap((severity) => {
    const count = open.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const waived = findings.length - open.length;
  const notes = [...counts, ...(waived === 0 ? [] : [`${waived} waived`]), asked === 0 ? "nothing changed" : `${asked} questions`];
  return `${name} ${version} against ${against === "" ? "nothing" : against}: ${verdict} (${notes.join(", ")})`;
}

/** The other formats show all reasons. */
const mostReasons = 5;

function sourceLines({ source }: CheckedProtocol): string[] {
  const gone = source.imports.map((name) => `type ${name} is no longer exported.`);
  const reasons = [...new Set([...source.consumer, ...source.producer, ...gone])];
  const shown = reasons.slice(0, mostReasons).map((reason) => `  code that stops compiling: ${reason}`);
  const more = reasons.length <= mostReasons ? [] : [`  … and ${reasons.length - mostReasons} more reasons`];
  return [...shown, ...more, ...source.undecided.map((reason) => `  undecided: ${reason}`)];
}

function versionLines({ versions }: CheckedProtocol): string[] {
  if (versions === undefined) return [];
  const { from, declared, protocol, suggested, package: ofPackage } = versions;
  if (protocol === "none" && ofPackage === "none") return [`  versions: ${from} can stay; declared ${declared}`];
  return [`  versions: protocol ${protocol}, ${suggested} or higher (was ${from}, declared ${declared}); generated package ${ofPackage}`];
}
