/** Download of a file, as fast as its reader takes it. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Clock } from '../lib/clock.ts';
import type { ExportFile } from './exports/formats.ts';

/**
 * Milliseconds in which a reader has to take something. What the system holds for a connection, up to some megabytes,
 * goes out before it takes more: a third of that, at 50 kB a second, in less.
 */
const readerTimeout = 30_000;

/**
 * Sends a file. Chunks are made as the connection takes them, and no more of them once its reader has left. A reader that
 * stops is disconnected.
 *
 * @throws what making a chunk throws, and `ERR_STREAM_PREMATURE_CLOSE` where the reader leaves: the response is broken
 */
export async function download(response: Response, file: ExportFile, clock: Clock): Promise<void> {
  let cancel = () => {};
  const waitForReader = () => {
    cancel = clock.at(clock.now() + readerTimeout, () => response.destroy());
  };
  async function* chunks() {
    for await (const chunk of file) {
      waitForReader();
      yield chunk;
      cancel();
    }
    waitForReader();
  }
  try {
    await pipeline(Readable.from(chunks(), { objectMode: false }), response);
  } finally {
    cancel();
  }
}
