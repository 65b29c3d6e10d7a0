/** The link under which devices join a room: the server's addresses, asked for anew, and the host's choice. */
import { isReachable, type JoinAddress } from '../../shared/wire/join-address.ts';
import { fetchAddresses, fetchRoom } from './api.ts';
import { browser, type Device } from './device.ts';
import { serverAddress } from './paths.ts';
import { chooseAddress, chosenAddress, joinUrlOf } from '../storage/hosted-rooms.ts';

export interface JoinChoice {
  /** scheme, host, port and path, without a slash at the end */
  url: string;
  /** `page`: the address of this page, which the server does not know as its own */
  kind: JoinAddress['kind'] | 'page';
}

/** Milliseconds between two questions while the link is on the screen. */
const askEvery = 5_000;

export class JoinLink {
  readonly #code: string;
  readonly #origin: string;
  readonly #device: Pick<Device, 'after' | 'watch'>;
  readonly #fetch: typeof fetchAddresses;
  readonly #find: typeof fetchRoom;
  /** null: not known, or the server is too old to know */
  #addresses = $state.raw<readonly JoinAddress[] | null>(null);
  #chosen = $state.raw<string | null>(null);
  #pass = $state.raw<string | null>(null);

  constructor(
    code: string,
    origin = serverAddress(),
    device: Pick<Device, 'after' | 'watch'> = browser,
    fetch = fetchAddresses,
    find = fetchRoom,
  ) {
    [this.#code, this.#origin, this.#device] = [code, origin, device];
    [this.#fetch, this.#find] = [fetch, find];
    this.#chosen = chosenAddress(code);
  }

  /** What the host can choose from, best first; empty where nothing is to choose. */
  get choices(): readonly JoinChoice[] {
    return this.#addresses === null ? [] : choicesOf(this.#addresses, this.#origin);
  }

  /** The URL that devices open; null where there is no network on which they could. */
  get url(): string | null {
    if (this.#addresses === null || isConfigured(this.#addresses)) return joinUrlOf(this.#code, this.#origin);
    const { choices } = this;
    const base = choices.find(({ url }) => url === this.#chosen) ?? choices.find(isReachable);
    return base ? `${base.url}/${this.#code}` : null;
  }

  /** The URL of the QR code: with the room's pass, as soon as that is known, devices never wait behind who guesses. */
  get scanUrl(): string | null {
    return this.url === null || this.#pass === null ? this.url : `${this.url}#${this.#pass}`;
  }

  /** Shows one of the choices on all pages of this room in this browser. */
  choose(url: string): void {
    chooseAddress(this.#code, url);
    this.#chosen = url;
  }

  /** Asks the server for its addresses and the pass; an answer that does not come changes nothing. */
  async ask(): Promise<void> {
    const looked = this.#pass === null ? this.#find(this.#code) : null;
    const answer = await this.#fetch();
    this.#chosen = chosenAddress(this.#code);
    if (answer.ok) this.#addresses = answer.value.addresses;
    const room = await looked;
    // servers of before know of no pass
    if (room?.ok) this.#pass = room.value.pass ?? null;
  }

  /** Asks now, every few seconds, and when the network has changed, until the function that it returns is called. */
  watch(): () => void {
    let isOver = false;
    let cancel = () => {};
    const loop = async () => {
      cancel();
      await this.ask();
      if (isOver) return;
      cancel();
      cancel = this.#device.after(askEvery, () => void loop());
    };
    void loop();
    const unwatch = this.#device.watch((what) => what === 'awake' && void loop());
    return () => {
      isOver = true;
      cancel();
      unwatch();
    };
  }
}

/**
 * What can be chosen from, best first. A page that was opened on another device came by an address that works there: it
 * is first, unless the server knows better, or it is a name such as `teacher-pc` or `teacher-pc.local`, which not every
 * device can look up.
 *
 * @param origin the page's
 */
export function choicesOf(addresses: readonly JoinAddress[], origin: string): readonly JoinChoice[] {
  const { hostname } = new URL(origin);
  if (isConfigured(addresses)) return [];
  if (isLoopback(hostname)) return addresses;
  const { kind } = addresses.find(({ url }) => url === origin) ?? { kind: 'page' as const };
  const others: JoinChoice[] = addresses.filter(({ url }) => url !== origin);
  if (kind === 'page' && isLocalName(hostname)) return [...others, { url: origin, kind }];
  return ['page', 'lan', 'hotspot'].includes(kind) ? [{ url: origin, kind }, ...others] : addresses;
}

function isConfigured(addresses: readonly JoinAddress[]): boolean {
  return addresses[0]?.kind === 'configured';
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127\..+|\[::1\])$/.test(hostname);
}

function isLocalName(hostname: string): boolean {
  return /^([^.[\]]+|.+\.local)$/.test(hostname);
}
