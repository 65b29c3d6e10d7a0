/** A name within a sentence: it keeps the direction that it is written in, and turns nothing beside it round. */

/** In the isolates of Unicode, which are not seen. In markup `<bdi>` does the same. */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}
