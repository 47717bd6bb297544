const hiddenDelayMs = 250;

/** Calls back before the next frame; in a hidden page, which has none, a few times a second; without a page soon. */
export function nextFrame(callback: () => void): void {
  if (typeof document === "undefined") queueMicrotask(callback);
  else if (document.hidden) setTimeout(callback, hiddenDelayMs);
  else requestAnimationFrame(callback);
}
