import type { Manifest } from "../config/manifest-schema.js";
import type { Findings } from "../diagnostics/diagnostic.js";
import { canonicalJson } from "../base/canonical-json.js";
import type { UnnamedEvent } from "./build-events.js";
import type { Direction, Tags } from "./event-model.js";

/** Reports events whose tag the manifest lists as retired: `node_done`, or `request/pause` for two discriminators. */
export function reportRetired(direction: Direction, events: readonly UnnamedEvent[], { retired }: Manifest, findings: Findings): void {
  const gone = new Set(retired?.[direction]);
  if (gone.size === 0) return;
  for (const { name, tags, location } of events) {
    const tag = combinations(tags).find((combination) => gone.has(combination));
    if (tag === undefined) continue;
    findings.add({
      rule: "EVENT_TAG_RETIRED",
      place: { ...location, on: "value" },
      message: `${direction} event "${name}" has the tag "${tag}", which the manifest lists as retired.`,
      hint: 'Give it another tag; if the old event is in use again, remove the tag from "retired".',
    });
  }
}

function combinations(tags: Tags | undefined): readonly string[] {
  if (tags === undefined) return [];
  return [...tags.values()].reduce<readonly string[]>((texts, values, index) => {
    const shown = values.map((value) => (typeof value === "string" ? value : canonicalJson(value)));
    return index === 0 ? shown : texts.flatMap((text) => shown.map((value) => `${text}/${value}`));
  }, []);
}
