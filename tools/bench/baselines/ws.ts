/** Baseline (a): the game's frames over bare WebSockets, encoded beforehand. */
import { WebSocketServer } from 'ws';
import { openRooms, serve, type Line } from './stage.ts';

/** Encoded once for all rooms, as they are the same for all. */
const encoded = new WeakMap<object, string>();

function encode(payload: object): string {
  const known = encoded.get(payload) ?? JSON.stringify(payload);
  encoded.set(payload, known);
  return known;
}

const { http, stages } = openRooms(false);
const heartbeats = { pingInterval: 25_000, pingTimeout: 20_000 };
const handshake = JSON.stringify({ sid: 'x'.repeat(20), upgrades: [], ...heartbeats });

new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket, { url }) => {
  const code = new URL(url!, 'http://localhost').searchParams.get('room')!;
  const stage = stages.get(code)!;
  const line: Line = {
    show: (view) => socket.send(`42["view",${encode(view)}]`),
    tell: (batch) => socket.send(`42["events",${JSON.stringify(batch)}]`),
  };
  let seat = -1;
  socket.send(`0${handshake}`);
  const heartbeat = setInterval(() => socket.send('2'), 25_000);
  socket.on('close', () => clearInterval(heartbeat));
  socket.on('message', (data: Buffer) => {
    const frame = data.toString();
    if (frame.startsWith('40')) {
      if (frame.includes('"host"')) stage.wall = line;
      socket.send(`40{"sid":"${'x'.repeat(20)}"}`);
      return;
    }
    if (!frame.startsWith('42')) return;
    const begin = frame.indexOf('[');
    const answer = (reply: object) => socket.send(`43${frame.slice(2, begin)}[${encode(reply)}]`);
    if (frame.startsWith('"generate"', begin + 1) || frame.startsWith('"refit"', begin + 1))
      answer(stage.play(seat));
    else if (frame.startsWith('"join"', begin + 1)) {
      seat = stage.seat(line);
      answer(stage.joined(seat));
    } else answer(frame.startsWith('"start"', begin + 1) ? stage.start() : stage.stop());
  });
});
serve(http);
