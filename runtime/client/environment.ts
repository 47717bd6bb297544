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

/** Calls `onChange` when a browser gains or loses its network; the result stops that. */
export function watchNetwork(onChange: (isOnline: boolean) => void): () => void {
  if (typeof window === "undefined") return () => {};
  const goOnline = (): void => {
    onChange(true);
  };
  const goOffline = (): void => {
    onChange(false);
  };
  window.addEventListener("online", goOnline);
  window.addEventListener("offline", goOffline);
  return () => {
    window.removeEventListener("online", goOnline);
    window.removeEventListener("offline", goOffline);
  };
}
