/**
 * The baseline: a game of turns as Socket.IO's own guide makes one, with Connection State Recovery in memory.
 *
 * Each turn of a device is kept, told to its room and acknowledged. `GET /?room=NAME` gives the turns of a room. Run as
 * a process of its own; it listens on PORT and prints its address.
 */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const turns = new Map<string, string[]>();
const turnsOf = (room: string) => turns.get(room) ?? turns.set(room, []).get(room)!;

const http = createServer((request, response) => {
  const room = new URL(request.url!, 'http://server').searchParams.get('room')!;
  response.end(JSON.stringify(turnsOf(room)));
});
const io = new Server(http, { connectionStateRecovery: {} });
io.on('connection', (socket) => {
  const room = String(socket.handshake.query['room']);
  void socket.join(room);
  socket.on('turn', (turn: string, answer: () => void) => {
    turnsOf(room).push(turn);
    io.to(room).emit('turn', turn);
    answer();
  });
});
const port = Number(process.env['PORT']);
http.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
