import type { Component } from 'svelte';
import Ban from '@lucide/svelte/icons/ban';
import BellOff from '@lucide/svelte/icons/bell-off';
import BellPlus from '@lucide/svelte/icons/bell-plus';
import Check from '@lucide/svelte/icons/check';
import Link from '@lucide/svelte/icons/link-2';
import Pencil from '@lucide/svelte/icons/pencil';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Trash from '@lucide/svelte/icons/trash-2';
import X from '@lucide/svelte/icons/x';
import type { MediaRequest, RequestAction } from '#lib/api/requests.ts';
import { m } from '#lib/i18n/index.svelte.ts';
import { confirmation } from '#lib/ui/confirm.svelte.ts';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import { perform } from './requests.ts';

/** What a person may choose: the server's actions, and approving with options. */
export type Choice = RequestAction | 'approveWith';

const IN_DIALOGS = ['decline', 'approveWith', 'edit', 'fulfil'] as const satisfies readonly Choice[];
export type InDialog = (typeof IN_DIALOGS)[number];

export const CHOICE_ICONS: Record<Choice, Component> = {
  approve: Check,
  approveWith: SlidersHorizontal,
  decline: Ban,
  cancel: X,
  retry: RotateCw,
  edit: Pencil,
  fulfil: Link,
  follow: BellPlus,
  unfollow: BellOff,
  delete: Trash,
};

export function isInDialog(choice: Choice): choice is InDialog {
  return IN_DIALOGS.some((known) => known === choice);
}

/** Everything that a person may choose about a request, the usual ones first. */
export function choicesFor(request: MediaRequest): Choice[] {
  return request.actions.flatMap((action): Choice[] => (action === 'approve' ? ['approve', 'approveWith'] : [action]));
}

export function nameOfChoice(choice: Choice): string {
  return choice === 'approveWith' ? m().requests.approveWith : m().requests.actions[choice];
}

/** Does what a person chose, after a dialog or a question where it takes one. */
export class Acting {
  opened = $state.raw<{ choice: InDialog; request: MediaRequest } | null>(null);
  busy = $state.raw<string | null>(null);
  #done: (choice: Choice, request: MediaRequest) => void;

  constructor(done: (choice: Choice, request: MediaRequest) => void) {
    this.#done = done;
  }

  choose = async (choice: Choice, request: MediaRequest): Promise<void> => {
    if (isInDialog(choice)) this.opened = { choice, request };
    else if (await agreed(choice)) await this.#perform(choice, request);
  };

  close = (): void => {
    this.opened = null;
  };

  /** The dialog that was open has done its work. */
  finished = (): void => {
    if (!this.opened) return;
    const { choice, request } = this.opened;
    this.opened = null;
    this.#tell(choice, request);
  };

  async #perform(choice: RequestAction, request: MediaRequest): Promise<void> {
    this.busy = request.id;
    try {
      await perform(choice, request.id);
      this.#tell(choice, request);
    } catch (thrown) {
      toasts.failure(thrown);
    } finally {
      this.busy = null;
    }
  }

  #tell(choice: Choice, request: MediaRequest): void {
    toasts.success(m().requests.done[choice === 'approveWith' ? 'approve' : choice]);
    this.#done(choice, request);
  }
}

async function agreed(choice: Choice): Promise<boolean> {
  const { actions, cancelBody, cancelTitle, deleteBody, deleteTitle, keepIt: no } = m().requests;
  if (choice === 'cancel') return confirmation.ask({ title: cancelTitle, body: cancelBody, yes: actions.cancel, no });
  if (choice === 'delete') return confirmation.ask({ title: deleteTitle, body: deleteBody, yes: actions.delete, no });
  return true;
}
