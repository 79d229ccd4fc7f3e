import type { Messages } from '../en/index.ts';
import { accounts } from './accounts.ts';
import { common } from './common.ts';
import { discover } from './discover.ts';
import { downloads } from './downloads.ts';
import { errors } from './errors.ts';
import { home } from './home.ts';
import { jobs } from './jobs.ts';
import { nav } from './nav.ts';
import { notifications } from './notifications.ts';
import { person } from './person.ts';
import { plex } from './plex.ts';
import { requests } from './requests.ts';
import { restart } from './restart.ts';
import { search } from './search.ts';
import { services } from './services.ts';
import { settings } from './settings.ts';
import { titles } from './titles.ts';

export const de: Messages = {
  accounts,
  common,
  discover,
  downloads,
  errors,
  home,
  jobs,
  nav,
  notifications,
  person,
  plex,
  requests,
  restart,
  search,
  services,
  settings,
  titles,
};
