import { type Verdict, tally } from "./webhook-verdicts.js";

/** Returns a sentence for each payload on which two validators differ. */
export function listDifferences(ours: readonly Verdict[], theirs: readonly Verdict[]): readonly string[] {
  const byPayload = new Map(theirs.map((verdict) => [verdict.payload, verdict]));
  return ours.flatMap((own) => {
    const other = byPayload.get(own.payload);
    if (other?.verdict === own.verdict) return [];
    const reason = [...own.reasons, ...(other?.reasons ?? [])][0];
    return [
      `${own.payload}: ${own.verdict} by dagwire, ${other?.verdict ?? "not judged"} by ajv${reason === undefined ? "" : ` (${reason})`}`,
    ];
  });
}

/** Returns the text on the payloads for the report, as Markdown. */
export function formatFindings(verdicts: readonly Verdict[], differences: readonly string[]): string {
  const { payloads, accepted, refused, unknown } = tally(verdicts);
  const others = verdicts.filter(({ verdict }) => verdict !== "accepted");
  return [
    "## Payloads",
    "",
    `${payloads} published payloads: ${accepted} accepted, ${refused} refused, ${unknown} unknown.`,
    differences.length === 0 ? `ajv gives each of the ${payloads} the same verdict.` : `ajv differs on ${differences.length} of them.`,
    "",
    ...differences.map((difference) => `- ${difference}`),
    ...(others.length === 0 ? [] : formatOthers(others)),
    "",
  ].join("\n");
}

function formatOthers(verdicts: readonly Verdict[]): readonly string[] {
  return [
    "These are published examples that do not match the published schemas:",
    "",
    "| payload | verdict | first reason | further reasons |",
    "|---|---|---|---|",
    ...verdicts.map(
      ({ payload, verdict, reasons: [first = "", ...further] }) =>
        `| ${[payload, verdict, first, String(further.length)].map(escapeCell).join(" | ")} |`,
    ),
  ];
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
