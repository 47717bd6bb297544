import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { atOnce } from "../../core/base/guard.js";

/** Origins whose pages may connect besides pages of the server's own host, or a function that decides for each origin. */
export type OriginPolicy = readonly string[] | ((origin: string, request: IncomingMessage) => boolean) | undefined;

/** The options that decide about the pages that may connect. */
export type OriginOptions = {
  readonly allowedOrigins?: OriginPolicy;
  /** The host names under which pages of the server's own host may connect. @default any, or none on a loopback address */
  readonly allowedHosts?: readonly string[] | undefined;
  /** True if the HTTP server listens on a loopback address. */
  readonly isLoopback?: boolean | undefined;
};

/**
 * Returns why pages of the request's origin may not connect, or `undefined` if they may. Browsers send cookies with cross-site
 * WebSockets, and CORS does not apply, so only the Origin header keeps other sites out (RFC 6455 section 10.2). A request
 * without the header does not come from a browser.
 */
export function originProblem(request: IncomingMessage, options: OriginOptions): string | undefined {
  const { origin, host } = request.headers;
  const { allowedOrigins: policy } = options;
  if (origin === undefined) return undefined;
  if (typeof policy === "function") return atOnce(policy(origin, request), "allowedOrigins") ? undefined : otherOrigin(origin);
  if (policy?.includes(origin) === true) return undefined;
  if (host === undefined || !isSameHost(origin, host)) return otherOrigin(origin);
  return isOwnName(host, options) ? undefined : otherHost(host);
}

function isSameHost(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

/**
 * Returns whether a name is the server's own. The owner of a domain can let its name lead to 127.0.0.1 (DNS rebinding). Its page
 * then has the same host as a server on the visitor's machine. An IP address and `localhost` cannot be made to lead elsewhere.
 */
function isOwnName(host: string, { allowedHosts, isLoopback }: OriginOptions): boolean {
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0 || hostname === "localhost" || hostname.endsWith(".localhost")) return true;
  return allowedHosts === undefined ? isLoopback !== true : allowedHosts.some((name) => name.toLowerCase() === hostname);
}

function otherOrigin(origin: string): string {
  return `pages of the origin ${quoted(origin)} may not connect: add this origin to the server's option "allowedOrigins"`;
}

function otherHost(host: string): string {
  const advice = `if the name ${quoted(host)} is the server's own, add it without its port to the server's option "allowedHosts"`;
  return `pages under this host name may not connect: ${advice}`;
}

/** The text comes from a client, and a log line should stay short and on one line. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
