import { Problem } from './api/problem.ts';
import { m } from './i18n/index.svelte.ts';

/** A failure in a sentence for a person: translated where its code is known, else in the server's own words. */
export function explain(thrown: unknown): string {
  const problem = Problem.of(thrown);
  const { byCode, withCode, generic } = m().errors;
  return byCode[problem.code] ?? (problem.message || (problem.status ? withCode(problem.status) : generic));
}
