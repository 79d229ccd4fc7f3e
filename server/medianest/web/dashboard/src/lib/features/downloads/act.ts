import type { Download } from '#lib/api/types.ts';
import { m } from '#lib/i18n/index.svelte.ts';
import { confirmation } from '#lib/ui/confirm.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { perform } from './requests.ts';
import type { Action } from './states.ts';

/** Does what a person asked for, after a question where it cannot be undone; true if it was done. */
export async function act(action: Action, download: Pick<Download, 'id' | 'file'>): Promise<boolean> {
  if (!(await agreed(action, download))) return false;
  try {
    await perform(action, download.id, confirmation.ticked);
  } catch (thrown) {
    toasts.failure(thrown);
    return false;
  }
  if (action === 'delete') toasts.success(m().downloads.deleted);
  return true;
}

async function agreed(action: Action, { file }: Pick<Download, 'file'>): Promise<boolean> {
  const { downloads } = m();
  const yes = downloads.actions[action];
  const no = downloads.keepIt;
  if (action === 'cancel') return confirmation.ask({ title: downloads.cancelTitle, body: downloads.cancelBody, yes, no });
  const option = file ? downloads.deleteFile : undefined;
  if (action === 'delete') return confirmation.ask({ title: downloads.deleteTitle, body: downloads.deleteBody, yes, no, option });
  return true;
}
