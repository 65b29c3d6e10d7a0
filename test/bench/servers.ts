/** The servers that can be put under load: the game, and what it is compared with. */
import { join } from 'node:path';
import type { Server } from './run.ts';

const here = (path: string) => join(import.meta.dirname, path);

export const servers = {
  /** as it is started for a class: SQLite, durable before it answers */
  game: { script: here('../../server/main.ts'), isGame: true },
} satisfies Record<string, Server>;

export function isServer(name: string): name is keyof typeof servers {
  return Object.hasOwn(servers, name);
}
