import type { Flow } from "../evolution/peer/wire.js";
import { stateChange, stateChangeId } from "../evolution/rules/change-rules.js";
import { stateDifferences } from "../evolution/state/state-differences.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { WireFinding } from "./finding.js";
import { fingerprintOf } from "./finding.js";

/**
 * Returns a finding for each difference of the state, because no proof exists that peers of the two versions
 * keep equal states.
 *
 * @param label the label of the baseline.
 * @param flow the flow in which peers of the two versions meet.
 */
export function stateFindings(before: ProtocolModel, today: ProtocolModel, label: string, flow: Flow): WireFinding[] {
  return stateDifferences(before, today).map(({ subject, path, place, others, sentence, identity }) => ({
    rule: stateChangeId,
    severity: "unknown",
    direction: "server",
    flow,
    event: subject,
    path,
    place,
    message: `the state changed, and no proof exists that peers keep equal states: ${sentence}`,
    hint: stateChange.instead,
    baselines: [label],
    related: others.map(({ file, pointer }) => ({ rule: stateChangeId, message: `${file}#${pointer}` })),
    fingerprint: fingerprintOf([today.name, stateChangeId, ...identity]),
  }));
}
