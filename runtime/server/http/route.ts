const placeholder = ":stream";

/** What a request's path turned out to be. */
export type RouteMatch =
  | { readonly outcome: "stream"; readonly stream: string }
  /** The path is ours, the stream id in it is none. */
  | { readonly outcome: "malformed" }
  | { readonly outcome: "foreign" };

/** A path with one segment `:stream`. Compares segment by segment; no patterns, so nothing to backtrack. */
export class Route {
  readonly #segments: readonly string[];
  readonly #maxIdLength: number;

  /** @throws TypeError unless `path` starts with "/" and has exactly one segment `:stream`. */
  constructor(path: string, maxIdLength: number) {
    this.#segments = path.split("/");
    this.#maxIdLength = maxIdLength;
    const count = this.#segments.filter((segment) => segment === placeholder).length;
    if (path.startsWith("/") && count === 1) return;
    throw new TypeError(`option "path": expected a path with one segment ":stream", got ${JSON.stringify(path)}`);
  }

  /** @param url As the request line has it, with or without a query. */
  match(url: string): RouteMatch {
    const segments = (url.split("?", 1)[0] ?? "").split("/");
    if (segments.length !== this.#segments.length) return { outcome: "foreign" };
    let id = "";
    for (const [index, expected] of this.#segments.entries()) {
      const segment = segments[index] ?? "";
      if (expected === placeholder) id = segment;
      else if (expected !== segment) return { outcome: "foreign" };
    }
    return this.#decode(id);
  }

  #decode(id: string): RouteMatch {
    try {
      const stream = decodeURIComponent(id);
      if (stream !== "" && stream.length <= this.#maxIdLength) return { outcome: "stream", stream };
    } catch {
      // Not percent-encoded UTF-8: as malformed as an empty id.
    }
    return { outcome: "malformed" };
  }
}
