/**
 * Returns why no URL can carry a stream's id as one segment of its path, or `undefined` if a URL can. URL parsers resolve the
 * segments `.` and `..`, even if they are percent-encoded.
 */
export function streamIdProblem(id: string, maxLength: number): string | undefined {
  if (id === "") return "it is empty";
  if (id.length > maxLength) return `it has ${id.length} characters, and the limit is ${maxLength}`;
  if (id === "." || id === "..") return 'URL parsers resolve "." and ".." as relative paths';
  try {
    encodeURIComponent(id);
    return undefined;
  } catch {
    return "it is no well-formed Unicode";
  }
}
