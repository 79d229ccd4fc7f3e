import type { Level } from '#lib/api/types.ts';
import { explain } from '#lib/explain.ts';

export interface Toast {
  key: number;
  level: Level;
  title: string;
  body?: string;
  link?: { href: string; label: string };
}

const SHOWN_FOR = 6_000;
const MOST = 4;

class Toasts {
  shown = $state.raw<Toast[]>([]);
  #next = 0;

  show(toast: Omit<Toast, 'key'>): void {
    const key = this.#next++;
    this.shown = [...this.shown, { ...toast, key }].slice(-MOST);
    setTimeout(() => this.dismiss(key), toast.level === 'error' ? SHOWN_FOR * 2 : SHOWN_FOR);
  }

  success(title: string): void {
    this.show({ level: 'success', title });
  }

  /** Shows a failure; to be handed to `catch`. */
  failure = (thrown: unknown): void => {
    this.show({ level: 'error', title: explain(thrown) });
  };

  dismiss(key: number): void {
    this.shown = this.shown.filter((toast) => toast.key !== key);
  }
}

export const toasts = new Toasts();
