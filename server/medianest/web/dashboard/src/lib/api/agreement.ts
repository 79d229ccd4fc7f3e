/**
 * Proves to the type checker that what the server sends is what `types.ts` says; nothing runs.
 * `npm run check` is given the generated types by `packaging/dashboard.py --check`.
 */

import type { components } from '../../../.svelte-kit/interface';
import type * as ours from './types.ts';

type Sent = components['schemas'];
type Frame = { type: string; data: unknown };
type DataOf<F extends Frame> = { [K in F['type']]: Extract<F, { type: K }>['data'] };

/** Fails to compile where a client would read something else than the server sends. */
type Reads<Ours, Theirs extends Ours> = Theirs;

export type Agreement = [
  Reads<ours.Board, Sent['Board']>,
  Reads<ours.Channel, Sent['Channel']>,
  Reads<ours.ConnectedPlex, Sent['ConnectedPlex']>,
  Reads<ours.Download, Sent['Download']>,
  Reads<ours.Page<ours.Download>, Sent['DownloadPage']>,
  Reads<ours.Info, Sent['Info']>,
  Reads<ours.Page<ours.Job>, Sent['JobPage']>,
  Reads<ours.MediaFolder, Sent['MediaFolder']>,
  Reads<ours.NoticePage, Sent['Inbox']>,
  Reads<ours.Page<ours.Person>, Sent['PersonPage']>,
  Reads<ours.Page<ours.PlexLibrary>, Sent['LibraryPage']>,
  Reads<ours.Preview, Sent['Preview']>,
  Reads<ours.Page<ours.Queue>, Sent['QueuePage']>,
  Reads<ours.Page<ours.Schedule>, Sent['SchedulePage']>,
  Reads<Omit<ours.Session, 'permissions'>, Sent['CurrentSession']>,
  Reads<ours.Page<ours.Service>, Sent['ServicePage']>,
  Reads<ours.TestResult, Sent['TestResult']>,
  Reads<
    Pick<ours.LiveData, 'download.progress' | 'download.updated' | 'download.finished' | 'notification'>,
    DataOf<Extract<Sent['LiveFrame'], Frame>>
  >,
];
