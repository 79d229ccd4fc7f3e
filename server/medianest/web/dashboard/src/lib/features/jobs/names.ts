import { words } from '#lib/i18n/work.ts';

/** What a job or schedule does, in a person's words; one that is not listed keeps its own name. */
export function nameOfWork(kind: string): string {
  return words().work[kind] ?? kind;
}

/** The same of a queue. */
export function nameOfQueue(queue: string): string {
  return words().lanes[queue] ?? queue;
}
