import type { RuleField, RuleTest } from '#lib/api/requests.ts';
import type { Permission, Role } from '#lib/api/types.ts';
import { m } from '#lib/i18n/index.svelte.ts';
import { words } from '#lib/i18n/rules.ts';

export interface Option {
  value: string;
  label: string;
}

/** How a field is answered: by ticking some of what there is, by a number, or by words of one's own. */
type Answer = 'ticks' | 'number' | 'words';

const ANSWERS: Record<RuleField, Answer> = {
  mediaType: 'ticks',
  gigabytes: 'number',
  is4k: 'ticks',
  role: 'ticks',
  person: 'ticks',
  permission: 'ticks',
  genre: 'ticks',
  seasons: 'number',
  year: 'number',
  vote: 'number',
  certification: 'number',
  language: 'words',
};

export const FIELDS = Object.keys(ANSWERS) as RuleField[];

const ROLES: readonly Role[] = ['owner', 'admin', 'member', 'guest'];
const PERMISSIONS = [
  'requests.create',
  'requests.manage',
  'downloads.create',
  'people.manage',
] as const satisfies readonly Permission[];

export function answerOf(field: RuleField): Answer {
  return ANSWERS[field];
}

export function testsOf(field: RuleField): RuleTest[] {
  return answerOf(field) === 'number' ? ['at_most', 'at_least'] : ['one_of', 'none_of'];
}

/** What was fetched to be ticked: people and genres by their names. */
export interface Known {
  people: Option[];
  genres: Option[];
}

export function optionsOf(field: RuleField, known: Known): Option[] {
  const { accounts, requests } = m();
  const rules = words();
  if (field === 'mediaType') return (['movie', 'tv'] as const).map((value) => ({ value, label: requests.oneKind[value] }));
  if (field === 'is4k') return (['true', 'false'] as const).map((value) => ({ value, label: rules.yesNo[value] }));
  if (field === 'role') return ROLES.map((value) => ({ value, label: accounts.roles[value] }));
  if (field === 'permission') return PERMISSIONS.map((value) => ({ value, label: rules.permissions[value] }));
  if (field === 'person') return known.people;
  return field === 'genre' ? known.genres : [];
}
