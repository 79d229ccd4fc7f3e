export const nav = {
  discover: 'Discover',
  requests: 'Requests',
  library: 'Library',
  calendar: 'Calendar',
  places: {
    calendar: 'What comes when',
    downloads: 'Videos from links',
    notifications: 'What happened',
  },
  sections: {
    backups: 'Backups',
    backupsHint: 'Copies of everything, and restoring one',
    tmdb: 'TMDB',
    tmdbHint: 'Where titles and pictures come from',
    overseerr: 'Overseerr',
    overseerrHint: 'Where approved requests go',
    requests: 'Request rules',
    requestsHint: 'Rules, quotas and removals',
    trakt: 'Trakt',
    traktHint: 'Your watchlist and history',
  },
};
