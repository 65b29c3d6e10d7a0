/** A server without a game: it opens rooms over HTTP as the game does, and has a stage for each. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { record } from './recording.ts';
import { Stage, type Cast } from './stage.ts';

/** So many steps can be played. */
const steps = 40;

/** Opens rooms at `POST /api/sessions` as the game does, each with the code and the id that are counted up. */
export function openRooms(players: number, tellsEach: boolean, castOf: (code: string) => Cast) {
  const recording = record(players, steps);
  const stages = new Map<string, Stage>();
  const http = createServer((request, response) => {
    if (request.method !== 'POST') return void response.writeHead(404).end();
    const code = `R${stages.size}`;
    stages.set(code, new Stage(recording, tellsEach, castOf(code)));
    request
      .resume()
      .on('end', () => response.writeHead(201).end(JSON.stringify({ id: code, code, hostKey: '' })));
  });
  return { http, stageOf: (code: string | null) => stages.get(code ?? '') };
}

/** Listens, says where, and ends at SIGTERM. */
export function serve(http: Server): void {
  http.listen(Number(process.env['PORT']), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  });
  process.on('SIGTERM', () => process.exit(0));
}

/** How many play in each room. */
export const players = Number(process.env['PLAYERS'] ?? 30);
