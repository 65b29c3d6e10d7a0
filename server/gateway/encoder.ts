/** Socket.IO packet encoder without the search for binary data, which is never sent. */
import type { Packet } from 'socket.io-parser';
import { PreEncodedJson } from '../room/pre-encoded-json.ts';

export { Decoder } from 'socket.io-parser';

export class Encoder {
  encode({ type, nsp, id, data }: Packet): [string] {
    const namespace = nsp === '/' ? '' : `${nsp},`;
    const text = Array.isArray(data) ? `[${data.map(textOf).join()}]` : textOf(data);
    return [`${type}${namespace}${id ?? ''}${data === undefined ? '' : text}`];
  }
}

function textOf(value: unknown): string {
  return value instanceof PreEncodedJson ? value.text : (JSON.stringify(value) ?? 'null');
}
