/** Fake worker: records messages, and replies on demand. */
export class FakeWorker<Request> extends EventTarget {
  readonly posted: Request[] = [];
  isOpen = true;

  postMessage(request: Request): void {
    this.posted.push(structuredClone(request));
  }

  terminate(): void {
    this.isOpen = false;
  }

  answer(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: structuredClone(data) }));
  }

  fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

/** Opens workers, and keeps them. */
export function fakeWorkers<Request>() {
  const workers: FakeWorker<Request>[] = [];
  const open = () => {
    workers.push(new FakeWorker());
    return workers.at(-1)!;
  };
  return { workers, open };
}
