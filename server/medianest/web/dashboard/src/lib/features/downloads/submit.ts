import { Problem } from '#lib/api/problem.ts';
import type { Download } from '#lib/api/types.ts';
import { explain } from '#lib/explain.ts';
import { m } from '#lib/i18n/index.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { submitLink } from './requests.ts';
import { nameOf } from './states.ts';

type Listener = (download: Download) => void;
const listeners = new Set<Listener>();

/** Hears of every link that was accepted in this window, wherever it was pasted; returns its undo. */
export function whenSubmitted(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The link in a pasted text, if there is one. */
export function linkIn(text: string): string | null {
  const found = /https?:\/\/[^\s<>"]+/i.exec(text)?.[0];
  return found && URL.canParse(found) ? found : null;
}

export type Outcome = { accepted: true } | { accepted: false; message: string; existing?: string };

export async function submit(text: string): Promise<Outcome> {
  const link = linkIn(text);
  if (!link) return { accepted: false, message: m().downloads.notALink };
  try {
    const download = await submitLink(link);
    listeners.forEach((listener) => listener(download));
    toasts.success(m().downloads.added(nameOf(download)));
    return { accepted: true };
  } catch (thrown) {
    return refusal(Problem.of(thrown));
  }
}

function refusal(problem: Problem): Outcome {
  const existing = problem.extra.existingId;
  if (typeof existing === 'string') return { accepted: false, message: m().downloads.already, existing };
  return { accepted: false, message: problem.fields.get('url') ?? explain(problem) };
}

/** The same for a link that was pasted or dropped beside the field: the answer comes as a toast. */
export async function submitAside(text: string): Promise<void> {
  const outcome = await submit(text);
  if (outcome.accepted) return;
  const link = outcome.existing ? { href: `/downloads/${outcome.existing}`, label: m().downloads.show } : undefined;
  toasts.show({ level: outcome.existing ? 'info' : 'error', title: outcome.message, link });
}
