import { useEffect, useState } from "react";

/** A run of the server. */
export type RunEntry = { readonly id: string; readonly title: string | undefined; readonly status: string | undefined };

const pollIntervalMs = 2_000;

/** Returns the run that an address names: `?dag=<id>`, or a path that ends in `/dags/<id>`. */
export function runIdFromAddress(url: URL): string | undefined {
  const named = url.searchParams.get("dag");
  if (named !== null && named !== "") return named;
  const segment = /\/dags\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  return segment === undefined ? undefined : decode(segment);
}

/**
 * Reads a server's list of runs: `["a"]`, `[{ "id": "a" }]`, or an object with one of these lists as its property
 * `dags`.
 */
export function readRuns(value: unknown): readonly RunEntry[] {
  const list = isRecord(value) ? value["dags"] : value;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown): readonly RunEntry[] => {
    const { id, title, status } = isRecord(entry) ? entry : { id: entry };
    return typeof id === "string" ? [{ id, title: textOf(title), status: textOf(status) }] : [];
  });
}

/** Returns the server's runs, newest first. Asks the server repeatedly; the list is empty until it answers. */
export function useRunList(): readonly RunEntry[] {
  const [runs, setRuns] = useState<readonly RunEntry[]>([]);
  useEffect(() => {
    const page = new AbortController();
    const look = async (): Promise<void> => {
      const answer = await fetchRuns(page.signal);
      // If the server's new list of runs has the same content as the old one, the old object stays, so that no
      // component renders again.
      if (answer !== undefined) setRuns((before) => (JSON.stringify(before) === JSON.stringify(answer) ? before : answer));
    };
    void look();
    const timer = setInterval(() => void look(), pollIntervalMs);
    return () => {
      clearInterval(timer);
      page.abort();
    };
  }, []);
  return runs;
}

/** Asks the server for its list of runs. Returns undefined if the server does not answer. */
async function fetchRuns(signal: AbortSignal): Promise<readonly RunEntry[] | undefined> {
  try {
    const response = await fetch("/api/dags", { signal });
    return response.ok ? readRuns(await response.json()) : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
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
