/** The run that the address names: `?dag=<id>`, or a path that ends in `/dags/<id>`. */
export function runIdFromAddress(url: URL): string | undefined {
  const named = url.searchParams.get("dag");
  if (named !== null && named !== "") return named;
  const segment = /\/dags\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  return segment === undefined ? undefined : decode(segment);
}

/** Asks the server for its runs. Undefined when it does not answer. */
export async function fetchRunIds(): Promise<readonly string[] | undefined> {
  try {
    const response = await fetch("/api/dags");
    return response.ok ? readRunIds(await response.json()) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a list of runs: `["a"]`, `[{ "id": "a" }]`, or either below `dags`. */
export function readRunIds(value: unknown): readonly string[] {
  const list = isRecord(value) ? value["dags"] : value;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    const id = isRecord(entry) ? entry["id"] : entry;
    return typeof id === "string" ? [id] : [];
  });
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
