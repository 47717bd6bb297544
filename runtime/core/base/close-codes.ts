// These constants have a module of their own, so that bundlers can replace each name with its number.
export const done = 1000;
export const goingAway = 1001;
export const noStatus = 1005;
export const abnormal = 1006;
export const tooLarge = 1009;
export const internalError = 1011;
export const restart = 1012;
export const outOfStep = 4100;
export const helloTimeout = 4108;
export const slowConsumer = 4113;
export const rateLimited = 4129;
/** The server speaks no sessions, or only subprotocols of sessions that the client has not offered. */
export const otherOffer = 4200;
export const tokenExpired = 4202;
export const invalidEvent = 4400;
export const unauthenticated = 4401;
export const forbidden = 4403;
export const noSuchStream = 4404;
export const incompatible = 4409;
