import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Artifact } from "@dagwire/dag";
import type { ArtifactSource } from "../pipeline/pipeline.js";

/** An artifact that exists, and its file. */
export type FoundArtifact = { readonly artifact: Artifact; readonly file: string };

/** Finds the files that a step declares as artifacts. Leaves out missing files. */
export async function findArtifacts(sources: readonly ArtifactSource[], directory: string): Promise<readonly FoundArtifact[]> {
  const found = await Promise.all(sources.map((source) => findArtifact(source, path.resolve(directory, source.path))));
  return found.flatMap((artifact) => artifact ?? []);
}

async function findArtifact(source: ArtifactSource, file: string): Promise<FoundArtifact | undefined> {
  try {
    const content = await readFile(file);
    const sha256 = createHash("sha256").update(content).digest("hex");
    return {
      file,
      artifact: {
        name: source.name,
        size_bytes: content.byteLength,
        sha256,
        ...(source.mediaType === undefined ? {} : { media_type: source.mediaType }),
      },
    };
  } catch {
    return undefined;
  }
}
