import { plural } from '../plural.ts';

export const quotas = {
  mine: 'What you may still ask for',
  kinds: { films: 'films', seasons: 'seasons', episodes: 'episodes', gigabytes: 'GB' },
  left: (remaining: number, limit: number, kind: string) => `${remaining} of ${limit} ${kind} left`,
  within: (days: number) => (days === 1 ? 'within one day' : `within ${days} days`),
  title: 'Quotas',
  hint: 'The most that somebody may ask for. What is set for a person counts before what is set for their role.',
  none: 'No limits',
  noneHint: 'Everybody may ask for as much as they like.',
  add: 'Set a limit',
  edit: (name: string) => `Change the limits of ${name}`,
  for: 'For whom',
  role: (role: string) => `Everybody with the role ${role}`,
  fields: { films: 'Films', seasons: 'Seasons', episodes: 'Single episodes', gigabytes: 'Gigabytes, estimated' },
  fieldHint: 'Leave empty for no limit.',
  most: (kind: string) => `${kind}: at most`,
  inDays: 'in days:',
  days: (kind: string) => `${kind}: within days`,
  perDays: (limit: number, kind: string, days: number) =>
    `${kind}: ${limit} in ${plural('en', days, { one: 'day', other: 'days' })}`,
  remove: (name: string) => `Remove the limits of ${name}`,
  removeTitle: (name: string) => `Remove the limits of ${name}?`,
  removeBody: 'From now on only the limits of the role count, if there are any.',
  removeYes: 'Remove',
  ofPerson: 'Limits on requests',
  ofPersonHint: 'Instead of those of their role.',
};
