import { api } from '#lib/api/client.ts';
import type { AssignedQuota, QuotaLimits } from '#lib/api/quotas.ts';
import type { Page, Person, Role } from '#lib/api/types.ts';
import { isUnlimited } from '#lib/features/quotas/drafts.ts';
import { listQuotas, removeQuota, saveQuota } from '#lib/features/quotas/requests.ts';

const ROOT = '/admin/users';

export interface PersonInput {
  name: string;
  email: string;
  role: Role;
  password: string;
}

/** What is left out stays as it is; a null age limit lifts it. */
export type PersonChange = Partial<PersonInput> & { disabled?: boolean; ageLimit?: number | null };

export function listPeople(cursor: string | null): Promise<Page<Person>> {
  return api.get(ROOT, { limit: 50, cursor });
}

/** Everybody, for a choice among people. */
export async function everyPerson(): Promise<Person[]> {
  const found: Person[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Person> = await listPeople(cursor);
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

export function addPerson(person: PersonInput): Promise<Person> {
  return api.post(ROOT, person);
}

export function changePerson(id: string, change: PersonChange): Promise<Person> {
  return api.patch(`${ROOT}/${id}`, change);
}

/** The limits that were set for one person alone; null where only those of the role count. */
export async function quotaOf(id: string): Promise<AssignedQuota | null> {
  return (await listQuotas()).find(({ subject }) => subject === `person:${id}`) ?? null;
}

/** Sets a person's own limits; none at all means those of the role. */
export function limitPerson(id: string, limits: QuotaLimits): Promise<unknown> {
  const subject = `person:${id}`;
  return isUnlimited(limits) ? removeQuota(subject) : saveQuota(subject, limits);
}
