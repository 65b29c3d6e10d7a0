/** Heap size of a server process after garbage collection, by its inspector. */
import { once } from 'node:events';

/** What starts a server with an inspector, on a port that is free. */
export const inspected = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** @param said what the server has printed: where its inspector listens */
export async function inspect(said: string) {
  const socket = new WebSocket(/ws:\/\/127\.0\.0\.1:\S+/.exec(said)![0]);
  await once(socket, 'open');
  let calls = 0;

  async function call(method: string, params: object = {}): Promise<unknown> {
    const id = ++calls;
    socket.send(JSON.stringify({ id, method, params }));
    for (;;) {
      const [{ data }] = (await once(socket, 'message')) as [MessageEvent<string>];
      const answer = JSON.parse(data) as { id?: number; result: unknown };
      if (answer.id === id) return answer.result;
    }
  }

  return {
    /** Collects the garbage. @returns bytes of objects and buffers, and resident in the system */
    async memory(): Promise<{ live: number; resident: number }> {
      await call('HeapProfiler.collectGarbage');
      const evaluation = { expression: 'process.memoryUsage()', returnByValue: true };
      const { result } = (await call('Runtime.evaluate', evaluation)) as {
        result: { value: NodeJS.MemoryUsage };
      };
      const { heapUsed, external, rss } = result.value;
      return { live: heapUsed + external, resident: rss };
    },
    [Symbol.dispose]: () => socket.close(),
  };
}
