/** Time, as the client needs it; replace it in tests. */
export type Clock = {
  /** Milliseconds from any fixed point; never goes back. */
  now(): number;
  /** Calls `callback` once after `delayMs`; the result cancels it. */
  after(delayMs: number, callback: () => void): () => void;
};

/** The environment's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** False only when a browser says that it has no network. */
export function isOnline(): boolean {
  return typeof navigator === "undefined" || !("onLine" in navigator) || navigator.onLine;
}

/** What a page hears of its network, and of coming to the front again. */
export type PageNews = "online" | "offline" | "visible";

/** Calls `onNews` with what a browser says; the result stops that. */
export function watchPage(onNews: (news: PageNews) => void): () => void {
  if (typeof window === "undefined") return () => {};
  const page = new AbortController();
  const { signal } = page;
  for (const news of ["online", "offline"] as const) window.addEventListener(news, () => onNews(news), { signal });
  // A page that comes out of the back-forward cache has lost its sockets without a word.
  window.addEventListener("pageshow", () => onNews("visible"), { signal });
  const look = (): void => {
    if (document.visibilityState === "visible") onNews("visible");
  };
  if (typeof document !== "undefined") document.addEventListener("visibilitychange", look, { signal });
  return () => page.abort();
}
