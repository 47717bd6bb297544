/** The clock of a client: the time, and a timer. Tests pass a clock of their own. */
export type Clock = {
  /** Returns the milliseconds since some fixed moment, such as the start of the page. The number never decreases. */
  now(): number;
  /** Calls `callback` once after `delayMs`. Returns a function that cancels the call. */
  after(delayMs: number, callback: () => void): () => void;
};

/** The clock of the browser or of Node. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Returns false only if a browser says that it has no network. */
export function isOnline(): boolean {
  // Node 20 has no navigator, and later versions have one without this property.
  return Reflect.get(Object(globalThis.navigator), "onLine") !== false;
}

/** A browser's report: the network is there, the network is gone, or the user has come back to the page. */
export type PageNews = "online" | "offline" | "visible";

/** Calls `onChange` with each report of the browser about network and page. Returns a function that ends the calls. */
export function watchPage(onChange: (news: PageNews) => void): () => void {
  if (typeof window === "undefined") return () => {};
  const news: readonly (readonly [EventTarget, string, () => void])[] = [
    [window, "online", () => onChange("online")],
    [window, "offline", () => onChange("offline")],
    // A page from the back-forward cache has lost its sockets, and gets no close event.
    [window, "pageshow", () => onChange("visible")],
    ...watchVisibility(() => onChange("visible")),
  ];
  // Listeners with an AbortSignal fail in tests: a window of jsdom refuses signals of Node, and one of them may be the global.
  for (const [target, name, listener] of news) target.addEventListener(name, listener);
  return () => {
    for (const [target, name, listener] of news) target.removeEventListener(name, listener);
  };
}

function watchVisibility(onVisible: () => void): readonly (readonly [EventTarget, string, () => void])[] {
  if (typeof document === "undefined") return [];
  const page = document;
  return [[page, "visibilitychange", () => (page.visibilityState === "visible" ? onVisible() : undefined)]];
}
