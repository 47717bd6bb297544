import type { CheckedProtocol, CheckReport } from "../report-schema.js";

/** A few lines on each protocol: verdict, what was looked at, code that has to change, versions. */
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

function sourceLines({ source }: CheckedProtocol): string[] {
  return source.map(({ direction, event, breaks, reasons }) => {
    const who = { consumer: "code that handles", producer: "code that makes", both: "code that handles or makes" }[breaks];
    return `  source: ${who} ${direction} event "${event}" has to change${reasons.length === 0 ? "" : `: ${reasons.join("; ")}`}`;
  });
}

function versionLines({ versions }: CheckedProtocol): string[] {
  if (versions === undefined) return [];
  const { from, declared, protocol, suggested, package: ofPackage } = versions;
  if (protocol === "none" && ofPackage === "none") return [`  versions: ${from} can stay; declared ${declared}`];
  return [`  versions: protocol ${protocol}, ${suggested} or higher (was ${from}, declared ${declared}); generated package ${ofPackage}`];
}
