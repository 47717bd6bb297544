import type { Finding } from "../diagnostics/diagnostic.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { BaselineModel } from "./gate.js";
import type { VersionReport } from "./versions.js";

/**
 * Returns a finding for each deployed version whose peers refuse today's peers when they connect, whatever they send. They do so if
 * the protocol has another name. They also do so if the first number of its version differs, and messages or states do, too.
 *
 * @param version the step that the changes need. `undefined` if no version was compared.
 */
export function identityFindings(
  today: ProtocolModel,
  baselines: readonly BaselineModel[],
  version: VersionReport | undefined,
): readonly Finding[] {
  return baselines.filter(({ roles }) => roles.includes("deployed")).flatMap((baseline) => findingsOn(today, baseline, version));
}

/** A protocol that the config of a baseline lists. */
export type EarlierProtocol = { readonly label: string; readonly name: string; readonly manifest: string };

/** Returns a finding for each protocol of a deployed version that the config no longer lists, so that nothing is compared with it. */
export function removedFindings(config: string, earlier: readonly EarlierProtocol[], today: readonly ProtocolModel[]): Finding[] {
  const gone = earlier.filter((one) => !today.some(({ name, manifest }) => name === one.name || manifest === one.manifest));
  return gone.map(({ label, name, manifest }) => ({
    rule: "PROTOCOL_REMOVED",
    place: { file: config, pointer: "/protocols", on: "value" },
    message: `The protocol "${name}" of ${label} (${manifest}) is gone from the config, so servers no longer speak it.`,
    hint: `List the protocol again. If it has another name now, write "name": "${name}". If none of its peers is left, set the severity of this rule to "off".`,
  }));
}

function findingsOn(today: ProtocolModel, { label, model }: BaselineModel, version: VersionReport | undefined): Finding[] {
  const place = (key: string): Finding["place"] => ({ file: today.manifest, pointer: `/${key}`, on: "value" });
  if (model.name !== today.name) {
    const message = `The protocol is named "${today.name}", and "${model.name}" in ${label}. Peers with different names refuse each other when they connect.`;
    const hint = `Write "name": "${model.name}". If this is another protocol, compare it with a version of its own.`;
    return [{ rule: "PROTOCOL_NAME_CHANGED", place: place("name"), message, hint }];
  }
  if (model.digest === today.digest || majorOf(model.version) === majorOf(today.version)) return [];
  const isNeeded = version?.protocol === "major";
  const reason = isNeeded ? "" : ` The changes need no such step: ${version?.suggested ?? model.version} is enough.`;
  return [
    {
      rule: "PROTOCOL_MAJOR_CHANGED",
      place: place("version"),
      message: `Peers of ${label} (${model.version}) refuse peers of ${today.version} when they connect, because the first number of the version differs.${reason}`,
      hint: isNeeded
        ? "Update all servers and clients at once."
        : `Set "version" to ${version?.suggested ?? model.version}, or update all servers and clients at once.`,
      ...(isNeeded && { severity: "warning" as const }),
    },
  ];
}

/** Returns the part of a version by which peers judge each other if no support table lists the other version. */
function majorOf(version: string): string {
  return version.split(".", 1)[0] ?? version;
}
