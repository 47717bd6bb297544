import type { Finding } from "../diagnostics/diagnostic.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { VersionReport } from "./check-protocol.js";
import { isLower } from "./suggest-version.js";

/** A manifest's version that is lower than what changed asks for. */
export function versionFindings({ manifest, name }: ProtocolModel, version: VersionReport | undefined): Finding[] {
  if (version === undefined || !isLower(version.declared, version.suggested)) return [];
  const { declared, suggested, baseline, from, protocol } = version;
  const message = `"${name}" is still ${declared}, but since ${baseline} (${from}) it changed by a ${protocol} step.`;
  return [
    {
      rule: "PROTOCOL_VERSION_TOO_LOW",
      place: { file: manifest, pointer: "/version", on: "value" },
      message,
      hint: `Set "version" to ${suggested} or higher.`,
    },
  ];
}
