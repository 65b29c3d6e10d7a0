/** Client of a worker, which opens with the first message, ends with an error, and opens again with the next message. */
import { reloadOnce } from '../net/reload.ts';

/** The part of a worker that is used. */
export type PageWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

interface Handlers<Answer> {
  message: (answer: Answer) => void;
  /** @param reason why the worker has ended */
  error: (reason: string) => void;
}

/** Its owner closes it. */
export class WorkerClient<Message, Answer> {
  readonly #open: () => PageWorker;
  readonly #handlers: Handlers<Answer>;
  #worker: PageWorker | null = null;

  /** @param open creates the worker, which is reused */
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
      if (!message) void reloadOnce();
      this.#handlers.error(message || 'its program did not load');
    });
    return worker;
  }
}
