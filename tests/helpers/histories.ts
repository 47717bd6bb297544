import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { sharedFolder } from "./corpus.js";

/** One version of a protocol of the corpus, and a manifest for it. */
export type HistoryVersion = { readonly label: string; readonly schema: object; readonly manifest: object };

/** A protocol's versions, oldest first. */
export type History = { readonly name: string; readonly versions: readonly HistoryVersion[] };

type Definitions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Root = { readonly definitions?: Definitions; readonly $defs?: Definitions };
type Describe = (root: Root, has: (name: string) => boolean) => object;

const folder = join(sharedFolder, "corpus", "histories");

/** Returns every protocol with a history, or an empty list if the data is absent. */
export function histories(): History[] {
  const eiffel = readdirSync(join(folder, "eiffel")).map((event) => history(`eiffel/${event}`, describeEiffel));
  return [
    history("dap", describeDap),
    history("mcp", describeMcp),
    history("ag-ui", describeAgUi),
    history("openai-responses", describeOpenAi),
    ...eiffel,
  ];
}

function history(name: string, describe: Describe): History {
  const files = readdirSync(join(folder, name)).toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const versions = files.map((file) => {
    const root = JSON.parse(readFileSync(join(folder, name, file), "utf8")) as Root;
    const definitions = root.definitions ?? root.$defs ?? {};
    const label = file.replace(/\.json$/, "");
    const described = describe(root, (definition) => Object.hasOwn(definitions, definition));
    return {
      label,
      schema: name.startsWith("eiffel/") ? withoutStamp(root) : root,
      manifest: { name, version: versionOf(label), ...described },
    };
  });
  return { name, versions };
}

function versionOf(label: string): string {
  return /\d+\.\d+\.\d+/.exec(label)?.[0] ?? "1.0.0";
}

/** Requests that the adapter sends; all others are the client's. */
const reverse: ReadonlySet<string> = new Set(["RunInTerminalRequest", "StartDebuggingRequest"]);

/** Writes a manifest for DAP. Events and requests have a constant at `/event` or `/command`. A response belongs to the request that it answers. */
function describeDap({ definitions = {} }: Root): object {
  const names = Object.keys(definitions).filter((name) => !["ProtocolMessage", "Request", "Event", "Response"].includes(name));
  const entry = (name: string): object => ({
    ref: `schema.json#/definitions/${name}`,
    name,
    ...(name.endsWith("Response") && { tag: null }),
  });
  const isServers = (name: string): boolean =>
    name.endsWith("Event") || reverse.has(name) || (name.endsWith("Response") && !reverse.has(name.replace("Response", "Request")));
  const messages = names.filter((name) => /(?:Event|Request|Response)$/.test(name));
  return {
    discriminator: ["/type", "/event", "/command"],
    server: messages.filter(isServers).map(entry),
    client: messages.filter((name) => !isServers(name)).map(entry),
  };
}

function describeMcp(_root: Root, has: (name: string) => boolean): object {
  const of = (side: string): object[] =>
    ["Request", "Notification"].filter((kind) => has(`${side}${kind}`)).map((kind) => ({ ref: `schema.json#/definitions/${side}${kind}` }));
  return { discriminator: "/method", server: of("Server"), client: of("Client") };
}

function describeAgUi(): object {
  return { discriminator: "/type", server: ["schema.json#/definitions/AGUIEvent"] };
}

function describeOpenAi(_root: Root, has: (name: string) => boolean): object {
  const of = (...names: readonly string[]): string[] => names.filter(has).map((name) => `schema.json#/$defs/${name}`);
  return { discriminator: "/type", server: of("ResponseStreamEvent"), client: of("ResponsesClientEventResponseCreate") };
}

function describeEiffel(): object {
  return { discriminator: "/meta/type", server: ["schema.json"] };
}

/** Removes the version number that every Eiffel event fixes in `meta.version`. Otherwise this number alone would break every change. */
function withoutStamp(root: object): object {
  const copy = structuredClone(root) as { properties: { meta: { properties: { version: object } } } };
  copy.properties.meta.properties.version = { type: "string" };
  return copy;
}
