/** TCP proxies with fault injection between devices and servers. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { together } from '../dispose.ts';
import { Random } from '../random.ts';

/**
 * What happens to WebSockets. `refused`: the upgrade is answered by 400. `unanswered`: it is not answered.
 * `swallowed`: it is answered, and then nothing comes through. `half-swallowed`: what the server sends comes through,
 * and nothing that the device sends.
 */
export const webSocketPolicies = ['carried', 'refused', 'unanswered', 'swallowed', 'half-swallowed'] as const;
export type WebSocketPolicy = (typeof webSocketPolicies)[number];

export interface Network extends Readonly<typeof perfect> {
  readonly webSocket: WebSocketPolicy;
}
const perfect = {
  /** milliseconds that everything takes, in each direction */
  latency: 0,
  /** the share of packets that are lost at first: TCP then holds up all that follows */
  loss: 0,
  /** characters a second towards the device */
  bytesPerSecond: Infinity,
  /** from which losses are drawn */
  seed: 1,
};

/** Milliseconds until TCP sends again what was lost: between these two. */
const sentAgainAfter = [200, 1_000] as const;

/** Milliseconds of what is under way until the network takes no more. */
const queued = 1_500;

/**
 * `open`: all is carried. `stalled`: it is held up, and carried later. `cut`: there is no connection, and none is
 * made. `dead`: nothing is carried and nobody is told.
 */
type Route = 'open' | 'stalled' | 'cut' | 'dead';

export const faults = ['reset', 'close', 'vanish', 'stall'] as const;

export type Fault = (typeof faults)[number];

export class Proxy implements Disposable {
  readonly #server: Server;
  readonly #targets: readonly number[];
  readonly #network: Network;
  readonly #random: Random;
  readonly #connections = new Set<Connection>();
  #route: Route = 'open';
  #next = 0;

  private constructor(targets: readonly number[], network: Network) {
    this.#targets = targets;
    this.#network = network;
    this.#random = new Random(network.seed);
    this.#server = createServer((device) => {
      device.on('error', () => {});
      this.#accept(device, this.#next++, targets.length);
    });
  }

  /** A proxy to ports of this machine: each connection goes to the next one that takes it. */
  static async to(ports: readonly number[], network: Partial<Network> = {}): Promise<Proxy> {
    const proxy = new Proxy(ports, { ...perfect, webSocket: 'carried', ...network });
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on, until it is healed. */
  inject(fault: Fault): void {
    this.#route = fault === 'vanish' ? 'dead' : fault === 'stall' ? 'stalled' : 'cut';
    for (const connection of this.#connections)
      if (connection.route === 'dead') continue;
      else if (this.#route === 'cut') connection.end(fault === 'reset');
      else if (this.#route === 'dead') connection.drop();
      else connection.route = 'stalled';
  }

  /** What was held up is carried, and new connections are; those that vanished stay dead. */
  heal(): void {
    this.#route = 'open';
    for (const connection of this.#connections) if (connection.route === 'stalled') connection.flow();
  }

  [Symbol.dispose](): void {
    this.inject('reset');
    this.#server.close();
  }

  /** Connects a device with a server, the first one that takes it of so many. */
  #accept(device: Socket, place: number, left: number): void {
    if (this.#route === 'cut') return void device.resetAndDestroy();
    const server = connect(this.#targets[place % this.#targets.length]!, '127.0.0.1');
    const refused = () => (left > 1 ? this.#accept(device, place + 1, left - 1) : device.destroy());
    server.once('error', refused);
    server.once('connect', () => {
      server.off('error', refused);
      if (device.destroyed) return void server.destroy();
      this.#connect(device, server);
    });
  }

  #connect(device: Socket, server: Socket): void {
    const connection = new Connection(device, server, this.#network, this.#random);
    this.#connections.add(connection);
    if (this.#route === 'cut') connection.end(true);
    else if (this.#route === 'dead') connection.drop();
    else connection.route = this.#route;
    const forget = () => {
      if (device.destroyed && server.destroyed) this.#connections.delete(connection);
    };
    for (const socket of [device, server]) socket.on('close', forget);
  }
}

/** A proxy of its own for each device. */
export async function proxiesTo(port: number, devices: number, networkOf: () => Partial<Network>) {
  return together(await Promise.all(Array.from({ length: devices }, () => Proxy.to([port], networkOf()))));
}

class Connection {
  route: Route = 'open';
  readonly #sockets: readonly [Socket, Socket];
  readonly #network: Network;
  readonly #random: Random;
  #held: (() => void)[] = [];
  /** whether the device has asked for a WebSocket, and whether it was told that it has one */
  #isUpgrading = false;
  #isUpgraded = false;

  constructor(device: Socket, server: Socket, network: Network, random: Random) {
    this.#sockets = [device, server];
    this.#network = network;
    this.#random = random;
    this.#carry(device, server, Infinity);
    this.#carry(server, device, network.bytesPerSecond);
    for (const socket of this.#sockets) socket.setNoDelay(true).on('error', () => {});
  }

  end(hard: boolean): void {
    for (const socket of this.#sockets)
      if (hard) socket.resetAndDestroy();
      else socket.end().destroySoon();
  }

  /** Nothing is read any more, as if the packets found no way. */
  drop(): void {
    this.route = 'dead';
    for (const socket of this.#sockets) socket.pause();
  }

  flow(): void {
    this.route = 'open';
    for (const call of this.#held.splice(0)) call();
  }

  /** Carries all that comes, in order, and the end. */
  #carry(from: Socket, to: Socket, bytesPerSecond: number): void {
    let last = 0;
    const later = (bytes: number, call: () => void) => {
      const now = performance.now();
      last = Math.max(last, now + this.#delay()) + (bytes / bytesPerSecond) * 1000;
      if (last - now > this.#network.latency + queued) from.pause();
      if (last <= now) this.#pass(call);
      else setTimeout(() => this.#pass(call), last - now);
    };
    from.on('data', (received) => {
      const bytes = this.#inspect(received, from);
      if (bytes.length === 0) return;
      later(bytes.length, () => {
        if (to.write(bytes)) from.resume();
        else to.once('drain', () => from.resume());
      });
    });
    from.on('close', () => later(0, () => to.destroy()));
  }

  #pass(call: () => void): void {
    if (this.route === 'stalled') this.#held.push(call);
    else if (this.route !== 'dead') call();
  }

  #delay(): number {
    const { latency, loss } = this.#network;
    return latency + (loss > 0 && this.#random.chance(loss) ? this.#random.between(...sentAgainAfter) : 0);
  }

  /** What of the bytes is carried, as the network treats WebSockets. */
  #inspect(bytes: Buffer, from: Socket): Buffer {
    const { webSocket } = this.#network;
    if (webSocket === 'carried') return bytes;
    const nothing = bytes.subarray(0, 0);
    const [device, server] = this.#sockets;
    if (!this.#isUpgrading) {
      this.#isUpgrading = from === device && /\r\nupgrade: websocket\r\n/i.test(bytes.toString('latin1'));
      if (!this.#isUpgrading) return bytes;
      if (webSocket !== 'refused') return webSocket === 'unanswered' ? nothing : bytes;
      server.destroy();
      device.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return nothing;
    }
    if (from === device) return nothing;
    if (webSocket === 'half-swallowed') return bytes;
    if (this.#isUpgraded) return nothing;
    this.#isUpgraded = true;
    return bytes.subarray(0, bytes.indexOf('\r\n\r\n') + 4);
  }
}
