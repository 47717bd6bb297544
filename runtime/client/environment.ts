/** Time, as a client needs it. Tests replace it. */
export type Clock = {
  /** Returns milliseconds since any fixed moment. It never decreases. */
  now(): number;
  /** Calls `callback` once after `delayMs`. Returns a function that cancels the call. */
  after(delayMs: number, callback: () => void): () => void;
};

/** The clock of the environment. */
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

/** A change of the network, or the page coming to the front again. */
export type PageNews = "online" | "offline" | "visible";

/** Calls `onChange` when a browser reports a change. Returns a function that ends this. */
export function watchPage(onChange: (news: PageNews) => void): () => void {
  if (typeof window === "undefined") return () => {};
  const page = new AbortController();
  const { signal } = page;
  for (const news of ["online", "offline"] as const) window.addEventListener(news, () => onChange(news), { signal });
  // A page from the back-forward cache has lost its sockets, and gets no close event.
  window.addEventListener("pageshow", () => onChange("visible"), { signal });
  const look = (): void => {
    if (document.visibilityState === "visible") onChange("visible");
  };
  if (typeof document !== "undefined") document.addEventListener("visibilitychange", look, { signal });
  return () => page.abort();
}
