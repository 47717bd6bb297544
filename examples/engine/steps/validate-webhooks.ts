import path from "node:path";
import { pathToFileURL } from "node:url";
import type { EventSet, Issue } from "@dagwire/runtime";
import { type Judge, judgeAll } from "./webhook-verdicts.js";

/**
 * A step of the webhook pipeline: `validate-webhooks.js PROJECT`. Runs every published payload through the validators that
 * were generated and compiled in the project. A refused payload is a finding for the report and no failure. A later step
 * checks whether ajv refuses the payload too.
 */
async function main([project = ""]: readonly string[]): Promise<number> {
  const { serverEvents } = await loadGenerated(project);
  return judgeAll(project, "verdicts-dagwire.json", judgeBy(serverEvents));
}

type Generated = { readonly serverEvents: EventSet<Record<string, unknown>> };

async function loadGenerated(project: string): Promise<Generated> {
  const url = pathToFileURL(path.resolve(project, "dist/generated/index.js"));
  return (await import(url.href)) as Generated;
}

function judgeBy(events: EventSet<Record<string, unknown>>): Judge {
  return ({ name, value }) => {
    const result = events.read(value, { name });
    if (result.outcome === "event") return { verdict: "accepted", event: result.name, reasons: [] };
    if (result.outcome === "unknown") return { verdict: "unknown", reasons: [`no event has the tag ${result.tag}`] };
    return { verdict: "refused", reasons: result.issues.map(formatIssue) };
  };
}

function formatIssue({ path: place, expected, got }: Issue): string {
  return `${place === "" ? "" : `at ${place}: `}expected ${expected}, got ${got}`;
}

process.exitCode = await main(process.argv.slice(2));
