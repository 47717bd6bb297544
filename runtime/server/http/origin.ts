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

/** Why a page may not connect. Another site's page must not learn the server's host, so only the log has it. */
export type OriginProblem = {
  readonly message: string;
  readonly log?: { readonly of: string; readonly line: string };
};

const otherSites: ReadonlySet<unknown> = new Set(["cross-site", "same-site"]);

/**
 * Returns why pages of the request's origin may not connect, or `undefined` if they may. Browsers send cookies with cross-site
 * WebSockets, and CORS does not apply, so only the Origin header keeps other sites out (RFC 6455 section 10.2). A request
 * without the header does not come from a page of another site: a browser would say so in `Sec-Fetch-Site`.
 */
export function originProblem(request: IncomingMessage, options: OriginOptions): OriginProblem | undefined {
  const { origin, host } = request.headers;
  const { allowedOrigins: policy } = options;
  if (origin === undefined) return otherSites.has(request.headers["sec-fetch-site"]) ? noOrigin : undefined;
  if (typeof policy === "function") return atOnce(policy(origin, request), "allowedOrigins") ? undefined : otherOrigin(origin, host);
  if (policy?.includes(origin) === true) return undefined;
  if (host === undefined || !isSameHost(origin, host)) return otherOrigin(origin, host);
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

const noOrigin: OriginProblem = { message: "a page of another site may not connect without the header Origin" };

function otherOrigin(origin: string, host: string | undefined): OriginProblem {
  const advice = 'add this origin to the server\'s option "allowedOrigins", or let the proxy keep the header Host';
  const line = `pages of the origin ${quoted(origin)} may not connect to the host ${quoted(host ?? "")}: ${advice}`;
  return { message: `the server's option "allowedOrigins" does not list the origin ${quoted(origin)}`, log: { of: origin, line } };
}

function otherHost(host: string): OriginProblem {
  const advice = "if this name is the server's own, add it without its port to the server's option \"allowedHosts\"";
  const line = `pages under the host name ${quoted(host)} may not connect: ${advice}`;
  return { message: 'the server\'s option "allowedHosts" does not list the host name of this page', log: { of: host, line } };
}

/** The text comes from a client, and a log line should stay short and on one line. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
