/**
 * Proves to the type checker that what the server sends is what `types.ts` says; nothing runs.
 * `npm run check` is given the generated types by `packaging/dashboard.py --check`.
 */

import type { components } from '../../../.svelte-kit/interface';
import type * as own from './account.ts';
import type * as kept from './backups.ts';
import type * as shown from './catalog.ts';
import type * as shelf from './library.ts';
import type * as limited from './quotas.ts';
import type * as asked from './requests.ts';
import type * as ours from './types.ts';
import type * as elsewhere from '../features/plex/found.ts';

type Sent = components['schemas'];
type Frame = { type: string; data: unknown };
type DataOf<F extends Frame> = { [K in F['type']]: Extract<F, { type: K }>['data'] };

/** Fails to compile where a client would read something else than the server sends. */
type Reads<Ours, Theirs extends Ours> = Theirs;

export type Agreement = [
  Reads<ours.Page<kept.Backup>, Sent['BackupPage']>,
  Reads<kept.BackupsStatus, Sent['BackupsStatus']>,
  Reads<ours.Page<own.Device>, Sent['DevicePage']>,
  Reads<{ items: own.Preference[] }, Sent['Preferences']>,
  Reads<ours.Board, Sent['Board']>,
  Reads<ours.Channel, Sent['Channel']>,
  Reads<ours.ConnectedPlex, Sent['ConnectedPlex']>,
  Reads<ours.Download, Sent['Download']>,
  Reads<limited.DownloadQuota, Sent['DownloadQuota']>,
  Reads<limited.PersonLimits, Sent['PersonLimits']>,
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
  Reads<ours.Page<shown.MediaList>, Sent['MediaListPage']>,
  Reads<ours.Page<shown.Genre>, Sent['GenrePage']>,
  Reads<ours.Page<shown.CalendarEntry>, Sent['CalendarEntryPage']>,
  Reads<shown.Season, Sent['SeasonPage']>,
  Reads<shown.ListPage, Sent['ListedTitles']>,
  Reads<shown.DatedPage<shown.TitleCard>, Sent['Discovered']>,
  Reads<shown.DatedPage<shown.Hit>, Sent['Found']>,
  Reads<shown.Film, Sent['FilmPage']>,
  Reads<shown.Show, Sent['ShowPage']>,
  Reads<shown.FilmPerson, Sent['PersonShown']>,
  Reads<shown.Collection, Sent['CollectionShown']>,
  Reads<shown.Trakt, Sent['TraktState']>,
  Reads<asked.SharedRequest, Sent['Request']>,
  Reads<asked.RequestCounts, Sent['Counts']>,
  Reads<asked.BulkResult, Sent['BulkOutcome']>,
  Reads<limited.Quota, Sent['Quota']>,
  Reads<ours.Page<limited.AssignedQuota>, Sent['AssignedQuotaPage']>,
  // A condition is one of three forms, which the description of the interface cannot say.
  Reads<Omit<asked.Rule, 'when'>, Sent['Rule']>,
  Reads<asked.RuleTrial, Sent['TrialResult']>,
  Reads<ours.Page<asked.Removal>, Sent['RemovalPage']>,
  Reads<{ servers: asked.HandOverServer[] }, Sent['Choices']>,
  Reads<asked.OverseerrWebhook, Sent['Webhook']>,
  Reads<ours.Page<shelf.LibraryItem>, Sent['LibraryItemPage']>,
  Reads<shelf.CollectionItems, Sent['CollectionItems']>,
  Reads<ours.Page<shelf.Playing>, Sent['PlayingPage']>,
  Reads<ours.Page<elsewhere.FoundServer>, Sent['FoundServerPage']>,
  Reads<ours.Page<shelf.SyncReport>, Sent['ReportPage']>,
  Reads<
    Pick<ours.LiveData, 'download.progress' | 'download.updated' | 'download.finished' | 'notification' | 'plex.playing' | 'library.synced' | 'cache.invalidated' | 'backup.progress' | 'backup.updated'>,
    DataOf<Extract<Sent['LiveFrame'], Frame>>
  >,
];
