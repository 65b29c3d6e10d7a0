/** The packet encoder against Socket.IO's own, and its decoder. */
import { Decoder as Theirs, Encoder as TheirEncoder, PacketType, type Packet } from 'socket.io-parser';
import { describe, expect, test } from 'vitest';
import { Encoder } from '../../../server/gateway/encoder.ts';
import { PreEncodedJson } from '../../../server/room/pre-encoded-json.ts';

const packets: [string, Packet][] = [
  ['that it is connected', { type: PacketType.CONNECT, nsp: '/', data: { sid: 'an-id' } }],
  ['that it is not let in', { type: PacketType.CONNECT_ERROR, nsp: '/', data: { message: 'No.' } }],
  ['the end', { type: PacketType.DISCONNECT, nsp: '/' }],
  ['the end of another namespace', { type: PacketType.DISCONNECT, nsp: '/other' }],
  ['an event', { type: PacketType.EVENT, nsp: '/', data: ['events', { from: 1, events: [{ seq: 1 }] }] }],
  ['an event without a payload', { type: PacketType.EVENT, nsp: '/', data: ['goodbye', undefined] }],
  ['an answer', { type: PacketType.ACK, nsp: '/', id: 0, data: [{ ok: true, p: 0.5 }] }],
];

describe('a packet', () => {
  test.each(packets)('is written as by Socket.IO: %s', (_, packet) => {
    expect(new Encoder().encode(packet)).toEqual(new TheirEncoder().encode(packet));
  });

  test('holds what is written already as if it were not', () => {
    const shared = { title: 'Rosa’s “class”', config: { rounds: 3 } };
    const own = { now: 5, you: null };
    const view = PreEncodedJson.join<typeof shared, typeof own>(JSON.stringify(shared), own);
    expect(view.value).toEqual({ ...shared, ...own });
    const read: Packet[] = [];
    const decoder = new Theirs();
    decoder.on('decoded', (packet: Packet) => read.push(packet));
    const [frame] = new Encoder().encode({ type: PacketType.EVENT, nsp: '/', data: ['view', view] });
    decoder.add(frame);
    expect(read).toEqual([{ type: PacketType.EVENT, nsp: '/', data: ['view', { ...shared, ...own }] }]);
  });
});
