/** Download of a file, as fast as its reader takes it. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { ExportFile } from './exports/formats.ts';

/**
 * Sends a file under a name. Chunks are made as the connection takes them, and no more of them once its reader has left.
 *
 * @throws what making a chunk throws, and `ERR_STREAM_PREMATURE_CLOSE` where the reader leaves: the response is broken
 */
export async function download(response: Response, name: string, file: ExportFile): Promise<void> {
  response.attachment(name);
  // Express knows no type for it
  if (name.endsWith('.R')) response.type('text');
  if (typeof file === 'string') return void response.send(file);
  await pipeline(Readable.from(file, { objectMode: false }), response);
}
