import { api } from '#lib/api/client.ts';
import type { Page, Person, Role } from '#lib/api/types.ts';

const ROOT = '/admin/users';

export interface PersonInput {
  name: string;
  email: string;
  role: Role;
  password: string;
}

export function listPeople(cursor: string | null): Promise<Page<Person>> {
  return api.get(ROOT, { limit: 50, cursor });
}

export function addPerson(person: PersonInput): Promise<Person> {
  return api.post(ROOT, person);
}

export function changePerson(id: string, change: Partial<PersonInput> & { disabled?: boolean }): Promise<Person> {
  return api.patch(`${ROOT}/${id}`, change);
}
