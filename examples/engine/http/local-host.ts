/**
 * True when a request was made to this machine by name or address. A page elsewhere that lets its own
 * name resolve to 127.0.0.1 (DNS rebinding) sends that name.
 */
export function isLocalHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host);
}
