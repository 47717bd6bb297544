import type { IncomingMessage } from "node:http";
import { atOnce } from "../../core/base/guard.js";

/** Origins whose pages may connect besides pages of the server's own host, or a function that decides for each origin. */
export type OriginPolicy = readonly string[] | ((origin: string, request: IncomingMessage) => boolean) | undefined;

/**
 * Returns whether pages of the request's origin may connect. Browsers send cookies with cross-site WebSockets, and CORS
 * does not apply, so only the Origin header keeps other sites out (RFC 6455 section 10.2). A request without the header
 * does not come from a browser.
 */
export function isOriginAllowed(request: IncomingMessage, policy: OriginPolicy): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (typeof policy === "function") return atOnce(policy(origin, request), "allowedOrigins");
  return isSameHost(origin, host) || (policy?.includes(origin) ?? false);
}

function isSameHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
