/** Hosts of a database: the addresses in DATABASE_URL, of which one accepts writes. */
import { StoreUnavailable } from '../port.ts';

/** Milliseconds until hosts that all failed are tried again: doubled from the first to the last. */
const retryDelay = { first: 50, last: 1_000 };

const expected = 'expected postgres://user:password@host:5432/database';
const special =
  'special characters in the user name and the password must be percent-encoded, for example # as %23';

const form =
  /^(postgres(?:ql)?:\/\/)((?:[^\s/?#%]|%[0-9a-f]{2})*@)?([^\s/?#@]*)(\/[^\s?#@]*)?(\?[^\s#@]*)?$/i;

/**
 * The URL of each host of `postgres://user:password@a:5432,b:5432/database`.
 *
 * @throws where it is none, with a sentence that has no part of the password
 */
export function urlsOf(text: string): string[] {
  const [, scheme, user = '', hosts = '', path = '', query = ''] = form.exec(text) ?? [];
  if (scheme === undefined) throw new Error(/^postgres.*@/is.test(text) ? special : expected);
  // a folder of sockets is a parameter
  if (hosts === '') return [text];
  const urls = hosts.split(',').map((host) => `${scheme}${user}${host}${path}${query}`);
  if (!urls.every((url) => URL.canParse(url) && new URL(url).host !== '')) throw new Error(expected);
  return urls;
}

/** Finds the host that accepts writes, and stays with it until it cannot be connected to. */
export class Hosts {
  readonly #urls: readonly string[];
  #current = 0;
  #failures = 0;
  #retryAt = 0;
  #failure: unknown;

  constructor(url: string) {
    this.#urls = urlsOf(url);
  }

  /**
   * Connects to the first host to which that succeeds. Once all have failed, it rejects for a while without a try.
   *
   * @param open connects to a host; rejects with `StoreUnavailable` where that says nothing about the host
   */
  async connect<T>(open: (url: string) => Promise<T>): Promise<T> {
    if (performance.now() < this.#retryAt) throw this.#failure;
    const errors: unknown[] = [];
    while (errors.length < this.#urls.length) {
      const url = this.#urls[this.#current]!;
      try {
        const connection = await open(url);
        this.#failures = 0;
        return connection;
      } catch (error) {
        if (error instanceof StoreUnavailable) throw error;
        errors.push(this.#urls.length === 1 ? error : new Error(`${new URL(url).host}: ${reasonOf(error)}`));
        if (url === this.#urls[this.#current]) this.#current = (this.#current + 1) % this.#urls.length;
      }
    }
    this.#failure = errors.length === 1 ? errors[0] : new AggregateError(errors);
    this.#retryAt = performance.now() + Math.min(retryDelay.first * 2 ** this.#failures++, retryDelay.last);
    throw this.#failure;
  }
}

/** The message of an error. An AggregateError, one error for each address tried, has none of its own. */
export function reasonOf(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(reasonOf).join(', ') : (error as Error).message;
}
