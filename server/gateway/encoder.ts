/** How packets are written on the wire: in Socket.IO's own format. */
import type { Packet } from 'socket.io-parser';

export { Decoder } from 'socket.io-parser';

/** Something to be sent that is JSON already: what many are sent the same part of is written once. */
export class PreEncodedJson<T> {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /**
   * One object out of two, of which the first is written already.
   *
   * @param shared a written object that is not empty, as `own` is not
   */
  static join<A extends object, B extends object>(shared: string, own: B): PreEncodedJson<A & B> {
    return new PreEncodedJson(`${shared.slice(0, -1)},${JSON.stringify(own).slice(1)}`);
  }

  /** What was written. */
  get value(): T {
    return JSON.parse(this.text) as T;
  }
}

/** Socket.IO's looks through all that is sent for binary data: the game sends none. */
export class Encoder {
  /** @returns the packet's one frame */
  encode({ type, nsp, id, data }: Packet): [string] {
    const namespace = nsp === '/' ? '' : `${nsp},`;
    const text = Array.isArray(data) ? `[${data.map(textOf).join()}]` : textOf(data);
    return [`${type}${namespace}${id ?? ''}${data === undefined ? '' : text}`];
  }
}

function textOf(value: unknown): string {
  return value instanceof PreEncodedJson ? value.text : (JSON.stringify(value) ?? 'null');
}
