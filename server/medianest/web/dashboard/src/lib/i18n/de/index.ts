import type { Messages } from '../en/index.ts';
import { accounts } from './accounts.ts';
import { common } from './common.ts';
import { downloads } from './downloads.ts';
import { errors } from './errors.ts';
import { home } from './home.ts';
import { jobs } from './jobs.ts';
import { nav } from './nav.ts';
import { notifications } from './notifications.ts';
import { quotas } from './quotas.ts';
import { requests } from './requests.ts';
import { rules } from './rules.ts';
import { settings } from './settings.ts';

export const de: Messages = {
  accounts,
  common,
  downloads,
  errors,
  home,
  jobs,
  nav,
  notifications,
  quotas,
  requests,
  rules,
  settings,
};
