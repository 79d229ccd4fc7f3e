import { api, mayHaveSession } from './api/client.ts';
import { Problem } from './api/problem.ts';
import type { Permission, Person, Session } from './api/types.ts';

/** Who is signed in here, and what they may do. */
class CurrentSession {
  #session = $state.raw<Session | null>(null);

  get person(): Person | null {
    return this.#session?.user ?? null;
  }

  can(permission: Permission): boolean {
    return this.#session?.permissions.includes(permission) ?? false;
  }

  /** Asks the server who this browser is; true if somebody is signed in. */
  async restore(): Promise<boolean> {
    if (this.#session) return true;
    if (!mayHaveSession()) return false;
    try {
      this.#session = await api.get<Session>('/auth/session');
    } catch (thrown) {
      if (Problem.of(thrown).status !== 401) throw thrown;
    }
    return this.#session !== null;
  }

  async signIn(email: string, password: string): Promise<void> {
    this.#session = await api.post<Session>('/auth/login', { email, password });
  }

  async setUp(owner: { setupCode: string; name: string; email: string; password: string }): Promise<void> {
    this.#session = await api.post<Session>('/auth/setup', owner);
  }

  async rename(name: string): Promise<void> {
    const user = await api.patch<Person>('/auth/profile', { name });
    if (this.#session) this.#session = { ...this.#session, user };
  }

  async signOut(): Promise<void> {
    await api.post('/auth/logout').catch(() => undefined);
    this.forget();
  }

  forget(): void {
    this.#session = null;
  }
}

export const session = new CurrentSession();
