/** Servers under load: the game and its baselines. */
import { join } from 'node:path';
import type { Server } from './load/run.ts';

const here = (path: string) => join(import.meta.dirname, path);

export const servers = {
  /** as it is started for a class: SQLite, durable before it answers */
  game: { script: here('../../server/main.ts'), isGame: true },
  /** the same, on a store that forgets */
  memory: { script: here('baselines/memory.ts'), isGame: true },
  /** the same frames, by bare WebSockets and without a game */
  ws: { script: here('baselines/ws.ts'), isGame: false },
  /** likewise by bare Socket.IO */
  'socket.io': { script: here('baselines/socket-io.ts'), isGame: false },
  /** every turn to every device, by Socket.IO and without a game */
  'fan-out': { script: here('baselines/socket-io.ts'), env: { FAN_OUT: '1' }, isGame: false },
} satisfies Record<string, Server>;

export function isServer(name: string): name is keyof typeof servers {
  return Object.hasOwn(servers, name);
}
