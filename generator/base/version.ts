/** Version of the package `dagwire`. A test compares it with the version in package.json. */
export const version = "0.2.0";
