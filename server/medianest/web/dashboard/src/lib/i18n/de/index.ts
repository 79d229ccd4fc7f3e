import type { Messages } from '../en/index.ts';
import { accounts } from './accounts.ts';
import { asking } from './asking.ts';
import { calendar } from './calendar.ts';
import { common } from './common.ts';
import { discover } from './discover.ts';
import { downloads } from './downloads.ts';
import { errors } from './errors.ts';
import { home } from './home.ts';
import { jobs } from './jobs.ts';
import { library } from './library.ts';
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
  asking,
  calendar,
  common,
  discover,
  downloads,
  errors,
  home,
  jobs,
  library,
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
