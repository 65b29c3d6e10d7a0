/**
 * Baseline (b): the game's frames by bare Socket.IO; and (c), where FAN_OUT is set: every turn to every device of the
 * room and to the wall, as a first try would. A step's views stand there for the event that opens it.
 */
import { Server } from 'socket.io';
import type { Result } from '../../../shared/session/result.ts';
import { openRooms, serve, type Line } from './stage.ts';

const fansOut = process.env['FAN_OUT'] !== undefined;
const { http, stages } = openRooms(fansOut);
const io = new Server(http, { serveClient: false, perMessageDeflate: false });
io.on('connection', (socket) => {
  const code = socket.handshake.query['room'] as string;
  const stage = stages.get(code)!;
  const line: Line = {
    show: (view) => socket.emit('view', view),
    tell(batch) {
      const isForAll = fansOut && batch.events[0]!.type !== 'step_opened';
      (isForAll ? io.to(code) : socket).emit('events', batch);
    },
  };
  void socket.join(code);
  if (socket.handshake.auth['role'] === 'host') stage.wall = line;
  (socket.conn as { request: unknown }).request = null;
  let seat = -1;
  const hear = (name: string, reply: () => Result) =>
    socket.on(name, (_: unknown, answer: (reply: Result) => void) => answer(reply()));
  hear('join', () => {
    seat = stage.seat(line);
    return stage.joined(seat);
  });
  hear('generate', () => stage.play(seat));
  hear('refit', () => stage.play(seat));
  hear('start', () => stage.start());
  hear('stop', () => stage.stop());
});
serve(http);
