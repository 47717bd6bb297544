const hiddenDelayMs = 250;

/** Calls `callback` before the browser draws the next frame, in a hidden page after 250 ms, and outside a browser in a microtask. */
export function nextFrame(callback: () => void): void {
  if (typeof document === "undefined") queueMicrotask(callback);
  else if (document.hidden) setTimeout(callback, hiddenDelayMs);
  else requestAnimationFrame(callback);
}
