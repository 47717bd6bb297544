/**
 * Returns true if the header `Host` names this machine. In a DNS rebinding attack, a foreign page resolves its own name
 * to 127.0.0.1 and sends that name as `Host`.
 */
export function isLocalHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host);
}
