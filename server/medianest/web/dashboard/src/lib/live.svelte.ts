import { BASE, renewed } from './api/client.ts';
import type { LiveData } from './api/types.ts';

type Kind = keyof LiveData;
type Listener<K extends Kind> = (data: LiveData[K]) => void;
interface Frame {
  id: string | null;
  type: string;
  data: unknown;
}

export type Connection = 'off' | 'connecting' | 'open' | 'reconnecting';

const SHORTEST_WAIT = 500;
const LONGEST_WAIT = 20_000;
const FIRST_HEARTBEAT = 60_000;
const REFUSED = [4401, 4403, 1008];

/** The one live connection of this window. It comes back by itself and asks for what it missed. */
class Live {
  state = $state<Connection>('off');
  #listeners = new Map<string, Set<Listener<never>>>();
  #onGap = new Set<() => void>();
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #heartbeat = FIRST_HEARTBEAT;
  #lastId: string | null = null;
  #tries = 0;

  /** Hears frames of one type; returns its undo. */
  on<K extends Kind>(type: K, listener: Listener<K>): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener as Listener<never>));
    return () => listeners.delete(listener as Listener<never>);
  }

  /** Hears when frames were missed for good, so that what is shown must be fetched anew; returns its undo. */
  onGap(listener: () => void): () => void {
    this.#onGap.add(listener);
    return () => this.#onGap.delete(listener);
  }

  open(): void {
    if (this.state !== 'off') return;
    this.state = 'connecting';
    addEventListener('online', this.#now);
    this.#connect();
  }

  close(): void {
    this.state = 'off';
    removeEventListener('online', this.#now);
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#socket?.close();
    this.#lastId = null;
    this.#tries = 0;
  }

  #now = () => {
    if (this.state !== 'reconnecting') return;
    clearTimeout(this.#timer);
    this.#connect();
  };

  #connect(): void {
    const address = new URL(`${BASE}/events`, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = (message: MessageEvent<string>) => this.#received(JSON.parse(message.data) as Frame);
    socket.onclose = (closed) => void this.#closed(socket, closed.code);
  }

  #opened(socket: WebSocket): void {
    const returned = this.state === 'reconnecting';
    this.state = 'open';
    this.#tries = 0;
    if (this.#lastId !== null) socket.send(JSON.stringify({ type: 'resume', lastId: this.#lastId }));
    else if (returned) this.#missed();
  }

  async #closed(socket: WebSocket, code: number): Promise<void> {
    if (this.state === 'off' || socket !== this.#socket) return;
    this.state = 'reconnecting';
    // The handshake is refused without a readable status when the session ran out, so it is renewed on the way.
    if (REFUSED.includes(code) || this.#tries === 1) await renewed().catch(() => false);
    const wait = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** this.#tries++);
    this.#timer = setTimeout(() => this.#connect(), wait * (0.8 + Math.random() * 0.4));
  }

  #received(frame: Frame): void {
    this.#stillAlive();
    if (frame.id) this.#lastId = frame.id;
    if (frame.type === 'hello') this.#greeted(frame.data as LiveData['hello']);
    if (frame.type === 'gap') this.#missed();
    for (const listener of this.#listeners.get(frame.type) ?? []) listener(frame.data as never);
  }

  #greeted({ lastId, heartbeatSeconds }: LiveData['hello']): void {
    this.#heartbeat = heartbeatSeconds * 1000;
    // Later greetings name events that are still to be asked for.
    this.#lastId ??= lastId;
  }

  /** A connection that went silent without an end (a laptop that slept) is given up for a new one. */
  #stillAlive(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#socket?.close(), this.#heartbeat * 2);
  }

  #missed(): void {
    for (const listener of this.#onGap) listener();
  }
}

export const live = new Live();
