import type { Artifact } from "@dagwire/dag";
import type { ReactNode } from "react";
import { formatBytes } from "./format.js";

/** Shows the artifacts of a node. */
export function ArtifactList({ artifacts }: { readonly artifacts: readonly Artifact[] }): ReactNode {
  if (artifacts.length === 0) return null;
  return (
    <ul className="artifacts" aria-label="Artifacts">
      {artifacts.map((artifact) => (
        <li key={artifact.name} title={artifact.sha256 === undefined ? undefined : `SHA-256 ${artifact.sha256}`}>
          <ArtifactName artifact={artifact} />
          <span className="muted">
            {[artifact.media_type, artifact.size_bytes === undefined ? undefined : formatBytes(artifact.size_bytes), artifact.summary]
              .filter((part) => part !== undefined)
              .join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

function ArtifactName({ artifact: { name, uri } }: { readonly artifact: Artifact }): ReactNode {
  const address = uri === undefined ? undefined : fetchable(uri);
  return address === undefined ? (
    <span>{name}</span>
  ) : (
    <a href={address} target="_blank" rel="noreferrer">
      {name}
    </a>
  );
}

/** Returns an artifact's address if its scheme is http or https. A link with a scheme such as `javascript:` would not be safe. */
function fetchable(uri: string): string | undefined {
  const url = URL.parse(uri, document.baseURI);
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined;
}
