/** Why a link does not work, by code; English comes from the server itself. */
const failures: Record<string, string> = {};

export const trakt = {
  failures,
  hint: 'What you put on your watchlist there is shown here, and can become a request by itself.',
  linkTitle: 'Link your Trakt account',
  linkHint: 'You type a code at trakt.tv. MediaNest never sees your password.',
  link: 'Link Trakt',
  notConfigured: 'Trakt is not set up: enter an application of your own below.',
  askOwner: 'Trakt is not set up. Ask the owner.',
  codeTitle: 'Type this code at Trakt',
  codeHint: 'Open Trakt, sign in there and type the code. This page notices by itself.',
  code: 'Code for Trakt',
  copy: 'Copy the code',
  copied: 'Copied',
  openTrakt: 'Open Trakt',
  waiting: 'Waiting for you at Trakt',
  expired: 'This code has expired.',
  newCode: 'New code',
  linkedAs: (name: string) => `Linked as ${name}`,
  lastSync: (when: string) => `last synchronised ${when}`,
  neverSynced: 'not synchronised yet',
  wish: 'Request what I put on my watchlist',
  wishHint: 'Each title once: what is removed on purpose does not come back.',
  watchlist: 'Show the watchlist',
  sync: 'Synchronise now',
  syncing: 'Your watchlist is being fetched',
  unlink: 'Unlink',
  unlinkTitle: 'Unlink Trakt?',
  unlinkBody: 'Your watchlist disappears here. Requests stay, and nothing changes at Trakt.',
};

export type TraktWords = typeof trakt;
