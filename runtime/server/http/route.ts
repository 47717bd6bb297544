const placeholder = ":stream";

/** How the path of a request relates to a {@link Route}. */
export type RouteMatch =
  | { readonly outcome: "stream"; readonly stream: string }
  /** The path belongs to the route, but its stream id is malformed. */
  | { readonly outcome: "malformed" }
  | { readonly outcome: "foreign" };

/** A path with one segment `:stream`. Compares paths segment by segment, because a regular expression could backtrack. */
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

  /** @param url The address of the request line, with or without a query. */
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
      // The segment is no percent-encoded UTF-8, so it is malformed, like an empty id.
    }
    return { outcome: "malformed" };
  }
}
