/** Calls `callback` before the next frame; in a hidden page, which has no frames, a few times a second. */
export function nextFrame(callback: () => void): void {
  if (document.hidden) setTimeout(callback, 250);
  else requestAnimationFrame(callback);
}
