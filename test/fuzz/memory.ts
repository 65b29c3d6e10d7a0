/** What a server process keeps in memory once its garbage is collected, as its inspector tells. */
import { once } from 'node:events';

/** What starts a server with an inspector, on a port that is free. */
export const inspected = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** Bytes. */
export interface Memory {
  /** of objects and buffers */
  live: number;
  /** resident in the system */
  resident: number;
}

export class Inspector implements Disposable {
  readonly #socket: WebSocket;
  #calls = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** @param said what the server has printed: where its inspector listens */
  static async of(said: string): Promise<Inspector> {
    const socket = new WebSocket(/ws:\/\/127\.0\.0\.1:\S+/.exec(said)![0]);
    await once(socket, 'open');
    return new Inspector(socket);
  }

  /** Collects the garbage of the process, and tells what is left. */
  async memory(): Promise<Memory> {
    await this.#call('HeapProfiler.collectGarbage');
    const { result } = (await this.#call('Runtime.evaluate', {
      expression: 'process.memoryUsage()',
      returnByValue: true,
    })) as { result: { value: NodeJS.MemoryUsage } };
    const { heapUsed, external, rss } = result.value;
    return { live: heapUsed + external, resident: rss };
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  async #call(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#calls;
    this.#socket.send(JSON.stringify({ id, method, params }));
    for (;;) {
      const [{ data }] = (await once(this.#socket, 'message')) as [MessageEvent<string>];
      const answer = JSON.parse(data) as { id?: number; result: unknown };
      if (answer.id === id) return answer.result;
    }
  }
}
