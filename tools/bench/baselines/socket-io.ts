/**
 * Baseline (b): the game's frames by bare Socket.IO; and (c), where FAN_OUT is set: every turn to every device of the
 * room and to the wall, as a first try would. A step's views stand there for the event that opens it.
 */
import { Server, type Socket } from 'socket.io';
import type { Result } from '../../../shared/session/result.ts';
import { openRooms, players, serve, type Cast } from './stage.ts';

interface Room extends Cast {
  devices: Socket[];
  wall: Socket | null;
}

const rooms = new Map<string, Room>();
const fansOut = process.env['FAN_OUT'] !== undefined;

const { http, stageOf } = openRooms(players, fansOut, (code) => {
  const room: Room = {
    devices: [],
    wall: null,
    show: (seat, view) => room.devices[seat]?.emit('view', view),
    tell: (batch) =>
      fansOut && batch.events[0]!.type !== 'step_opened'
        ? io.to(code).emit('events', batch)
        : room.wall?.emit('events', batch),
  };
  rooms.set(code, room);
  return room;
});

const io = new Server(http, { serveClient: false, perMessageDeflate: false });
io.on('connection', (socket) => {
  const code = socket.handshake.query['room'] as string;
  const [room, stage] = [rooms.get(code)!, stageOf(code)!];
  void socket.join(code);
  if (socket.handshake.auth['role'] === 'host') room.wall = socket;
  (socket.conn as { request: unknown }).request = null;
  let seat = -1;
  const hear = (name: string, reply: () => Result) =>
    socket.on(name, (_: unknown, answer: (reply: Result) => void) => answer(reply()));
  hear('join', () => {
    seat = stage.seat();
    room.devices[seat] = socket;
    return stage.joined(seat);
  });
  hear('generate', () => stage.play(seat));
  hear('refit', () => stage.play(seat));
  hear('start', () => stage.start());
  hear('stop', () => stage.stop());
});
serve(http);
