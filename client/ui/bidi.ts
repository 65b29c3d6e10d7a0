/** Bidirectional isolation of names within sentences. */

/** A name within invisible Unicode isolates; in markup `<bdi>` does the same. */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}
