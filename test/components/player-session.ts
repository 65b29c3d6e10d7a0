/** A player's session over a socket in memory: views come by hand, what is sent is kept and never answered. */
import type { ClientSocket, Device } from '../../client/net/device.ts';
import { PlayerSession } from '../../client/player/player-session.svelte.ts';
import { jsonStore } from '../../client/storage/storage.ts';
import type { View } from '../../shared/view/views.ts';

type Handler = (payload: never) => void;

class MemorySocket implements ClientSocket {
  readonly id = 'memory';
  readonly active = true;
  connected = false;
  readonly sent: { name: string; payload: object }[] = [];
  readonly #handlers = new Map<string, Handler>();

  on(event: string, handler: Handler): void {
    this.#handlers.set(event, handler);
  }

  onAny(): void {}

  connect(): void {
    this.connected = true;
    this.receive('connect');
  }

  disconnect(): void {
    this.connected = false;
  }

  preferPolling(): void {}

  timeout() {
    return {
      emitWithAck: (name: string, payload: object): Promise<never> => {
        this.sent.push({ name, payload });
        return new Promise(() => {});
      },
    };
  }

  receive(event: string, payload?: object): void {
    this.#handlers.get(event)?.(payload as never);
  }
}

/** A session that has been shown a view, and all that it sends from then on. */
export function openSession(view: View): {
  session: PlayerSession;
  sent: readonly { name: string; payload: object }[];
} {
  const socket = new MemorySocket();
  const memory = jsonStore(() => {
    throw new Error('kept in memory');
  });
  const device: Device = {
    now: () => 0,
    date: () => view.now,
    random: () => 0,
    after: () => () => {},
    randomHex: () => '0'.repeat(32),
    isHidden: () => false,
    watch: () => () => {},
    storage: memory,
    tabStorage: memory,
    open: () => socket,
  };
  const session = new PlayerSession('BCDFG', device);
  socket.connect();
  socket.receive('view', view);
  return { session, sent: socket.sent };
}
