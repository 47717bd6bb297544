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
  return typeof navigator === "undefined" || !("onLine" in navigator) || navigator.onLine;
}

/** A browser's report: the network is there, the network is gone, or the user has come back to the page. */
export type PageNews = "online" | "offline" | "visible";

/** Calls `onChange` with each report of the browser about network and page. Returns a function that ends the calls. */
export function watchPage(onChange: (news: PageNews) => void): () => void {
  if (typeof window === "undefined") return () => {};
  const listener = ({ type }: Event): void => {
    if (type === "online" || type === "offline") onChange(type);
    else if (type === "pageshow" || document.visibilityState === "visible") onChange("visible");
  };
  // A page from the back-forward cache has lost its sockets, and gets no close event: it gets `pageshow`.
  const targets = {
    online: window,
    offline: window,
    pageshow: window,
    ...(typeof document !== "undefined" && { visibilitychange: document }),
  };
  // Listeners with an AbortSignal fail in tests: a window of jsdom refuses signals of Node, and one of them may be the global.
  const forAll = (method: "addEventListener" | "removeEventListener"): void => {
    for (const [type, target] of Object.entries(targets)) target[method](type, listener);
  };
  forAll("addEventListener");
  return () => forAll("removeEventListener");
}
