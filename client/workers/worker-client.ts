/** A worker as its page sees it: opened by the first message to it, ended by an error, and opened again by the next. */

/** What is needed of a worker. */
export type PageWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

interface Handlers<Answer> {
  message: (answer: Answer) => void;
  /** @param reason why the worker has ended */
  error: (reason: string) => void;
}

/** Whoever makes one closes it. */
export class WorkerClient<Message, Answer> {
  readonly #open: () => PageWorker;
  readonly #handlers: Handlers<Answer>;
  #worker: PageWorker | null = null;

  /** @param open makes the worker, which is kept */
  constructor(open: () => PageWorker, handlers: Handlers<Answer>) {
    this.#open = open;
    this.#handlers = handlers;
  }

  /** Posts a message as it is, so it holds no proxies. */
  post(message: Message): void {
    this.#worker ??= this.#opened();
    this.#worker.postMessage(message);
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #opened(): PageWorker {
    const worker = this.#open();
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => this.#handlers.message(data));
    worker.addEventListener('error', ({ message }) => {
      this.close();
      this.#handlers.error(message || 'its program did not load');
    });
    return worker;
  }
}
