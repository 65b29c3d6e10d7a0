/** Chunks of a file: lines are passed on together, since each chunk costs the connection something. */

/** characters */
const chunkLength = 16_384;

/** Joins pieces of text to chunks of at least 16 kB, made as they are read. */
export async function* inChunks(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
