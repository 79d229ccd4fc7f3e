import { plural } from '../plural.ts';

/** What the server says of a failure; notifications carry less than downloads. */
export interface Told {
  class: string;
  message: string;
  hint?: string | null;
  /** It is tried again by itself. */
  again?: boolean;
  free?: number | null;
  needs?: number | null;
}

export const downloads = {
  title: 'Downloads',
  link: 'Link to a video',
  placeholder: 'Paste a link to a video',
  submit: 'Get it',
  added: (title: string) => `Added: ${title}`,
  already: 'This link is already here.',
  show: 'Show it',
  notALink: 'That is not a link. It should begin with http:// or https://',
  dropHere: 'Drop the link to get the video',
  shortcut: 'Press n to get here',
  filters: 'Show only',
  filter: { all: 'All', running: 'Running', available: 'Finished', failed: 'Failed', paused: 'Paused' },
  count: (count: number) => plural('en', count, { one: 'download', other: 'downloads' }),
  states: {
    queued: 'Waiting',
    probing: 'Looking at it',
    downloading: 'Downloading',
    processing: 'Processing',
    publishing: 'Publishing',
    scanning: 'Plex is scanning',
    available: 'Ready to watch',
    paused: 'Paused',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  actions: { pause: 'Pause', resume: 'Resume', cancel: 'Cancel', retry: 'Try again', delete: 'Delete' },
  actionOn: (action: string, title: string) => `${action}: ${title}`,
  progressOf: (title: string) => `Progress of ${title}`,
  eta: (time: string) => `${time} left`,
  speed: (bytes: string) => `${bytes}/s`,
  by: (name: string) => `from ${name}`,
  nextTry: (when: string) => `Next try ${when}`,
  cancelTitle: 'Cancel this download?',
  cancelBody: 'What was fetched so far is thrown away. You can start it again later.',
  keepIt: 'Keep it',
  deleteTitle: 'Delete this download?',
  deleteBody: 'It disappears from this list. A finished video stays in your media folder, and goes on taking up its room.',
  deleteFile: 'Delete the video from the disk, too',
  deleted: 'Deleted',
  empty: 'Nothing here yet',
  emptyHint: 'Paste a link to a video above, press Ctrl+V anywhere, or drop a link on this page.',
  emptyFilter: 'No download is in this state',
  emptyFilterHint: 'Choose another filter to see the rest.',
  details: 'Details',
  history: 'What happened',
  whatToDo: 'What you can do',
  file: 'File',
  folder: 'Place',
  size: 'Size',
  duration: 'Length',
  resolution: 'Picture',
  source: 'Source',
  channel: 'Channel',
  requestedBy: 'Submitted by',
  created: 'Submitted',
  finished: 'Finished',
  library: 'Library',
  collection: 'Collection',
  noPlex: 'No Plex is connected. The file is in your media folder.',
  stages: 'Stages',
  backToList: 'All downloads',
  /** What went wrong and what to do; English comes from the server itself. */
  failure: ({ message, hint }: Told) => ({ message, hint: hint ?? '' }),
};
