import { Problem } from './api/problem.ts';
import { dateTime } from './format.ts';
import { m } from './i18n/index.svelte.ts';

/** A failure in a sentence for a person: translated where its code is known, else in the server's own words. */
export function explain(thrown: unknown): string {
  const problem = Problem.of(thrown);
  const { byCode, withCode, generic, tooManyLinks } = m().errors;
  if (problem.code === 'download_quota_reached') {
    const { againAt } = problem.extra;
    return tooManyLinks(typeof againAt === 'string' ? dateTime(againAt) : null);
  }
  return byCode[problem.code] ?? (problem.message || (problem.status ? withCode(problem.status) : generic));
}
