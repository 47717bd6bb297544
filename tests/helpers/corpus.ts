import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of data beside the repository, which is never committed. */
export const sharedFolder = fileURLToPath(new URL("../../../shared/", import.meta.url));

/** The properties of a corpus event that a dispatcher needs. */
export type CorpusEvent = {
  readonly id: string;
  readonly kind: string;
  readonly direction: string;
  readonly ref: string;
  readonly at?: string;
  readonly tags: Readonly<Record<string, string | number>>;
};

/** A recorded message and the expected verdict. */
export type CorpusExample = {
  readonly file: string;
  readonly ref: string | null;
  readonly at?: string;
  readonly expect: "accept" | "reject" | "none";
};

/** One change of an example, and the verdict on the result. */
export type CorpusMutant = {
  readonly base: string;
  readonly ref: string;
  readonly at?: string;
  readonly op: "delete" | "set" | "add";
  readonly ptr: string;
  readonly value?: unknown;
  readonly accept: boolean;
};

/** One public protocol of the corpus. */
export type CorpusCase = {
  readonly name: string;
  readonly folder: string;
  readonly events: readonly CorpusEvent[];
  readonly examples: readonly CorpusExample[];
  readonly mutants: readonly CorpusMutant[];
};

/** Returns the public protocols, or an empty list if the data is absent. */
export function corpusCases(): CorpusCase[] {
  const folder = join(sharedFolder, "corpus", "cases");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => {
    const path = join(folder, name);
    const mutants = readFileSync(join(path, "examples", "mutants.jsonl"), "utf8")
      .trim()
      .split("\n");
    return {
      name,
      folder: path,
      events: readJson(join(path, "events.json")) as readonly CorpusEvent[],
      examples: readJson(join(path, "examples", "index.json")) as readonly CorpusExample[],
      mutants: mutants.map((line) => JSON.parse(line) as CorpusMutant),
    };
  });
}

/**
 * Writes a manifest and a config for a case into a folder. Events that share their tags with another event, such as
 * responses, are typed and validated by name but not dispatched.
 */
export function writeCaseConfig(corpusCase: CorpusCase, folder: string): string {
  const manifest = caseManifest(corpusCase, folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "protocol.json"), JSON.stringify(manifest, undefined, 2));
  writeFileSync(join(folder, "dagwire.config.json"), JSON.stringify({ protocols: [{ schema: "protocol.json", out: "generated" }] }));
  return join(folder, "dagwire.config.json");
}

function caseManifest({ name, folder: data, events, examples, mutants }: CorpusCase, folder: string): object {
  const alone = uniquelyTagged(events);
  const fromHere = (ref: string): string =>
    relative(folder, join(data, ref.split("#")[0] ?? "")) + (ref.includes("#") ? `#${ref.split("#")[1] ?? ""}` : "");
  const known = new Set(events.map(({ ref }) => ref));
  const others = new Set([...examples, ...mutants].map(({ ref }) => ref).filter((ref) => ref !== null && !known.has(ref)));
  const entry = (event: CorpusEvent): object => ({
    ref: fromHere(event.ref),
    name: event.id,
    tag: alone.has(event) ? event.tags : null,
    ...(event.at !== undefined && { at: event.at }),
  });
  return {
    name,
    version: "1.0.0",
    discriminator: [...new Set(events.flatMap(({ tags }) => Object.keys(tags)))],
    server: events.filter(isServer).map(entry),
    client: events.filter(isClient).map(entry),
    types: [...others].map((ref) => fromHere(ref ?? "")),
    readers: { server: "strict", client: "strict" },
  };
}

/** Returns the events of a side that a dispatcher can distinguish. */
export function dispatchedEvents({ events }: CorpusCase, side: "server" | "client"): CorpusEvent[] {
  const alone = uniquelyTagged(events);
  return events.filter((event) => alone.has(event) && (side === "server" ? isServer(event) : isClient(event)));
}

function uniquelyTagged(events: readonly CorpusEvent[]): Set<CorpusEvent> {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(tagKey(event), (counts.get(tagKey(event)) ?? 0) + 1);
  return new Set(events.filter((event) => Object.keys(event.tags).length > 0 && counts.get(tagKey(event)) === 1));
}

function isServer({ direction }: CorpusEvent): boolean {
  return /^(server|agent|adapter|engine)->|^both/.test(direction);
}

function isClient(event: CorpusEvent): boolean {
  return !isServer(event) || event.direction.startsWith("both");
}

function tagKey({ direction, tags }: CorpusEvent): string {
  return `${direction} ${JSON.stringify(tags)}`;
}

/** Reads a JSON file. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
