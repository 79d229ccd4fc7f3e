// The same catalogue that the server words its mails with.
import words from '../../../../../../notifications/words/de.json' with { type: 'json' };
import { bytes } from '../../format.ts';
import type { Told } from '../en/downloads.ts';
import type { Messages } from '../en/index.ts';

/** What is said of a reason; what `waits` ends with whether it is tried again by itself. */
interface Reason {
  says: string;
  advice?: string;
  waits?: boolean;
  /** Instead of what it says where it is known how much room is left. */
  short?: string;
  /** What another service said stands behind it: that has no key. */
  quotes?: boolean;
}

const why: Partial<Record<string, Reason>> = words.why;

function lacking({ says, short }: Reason, { free, needs }: Told): string {
  if (!short || free == null) return says;
  const left = short.replace('{free}', bytes(free));
  return needs == null ? left : `${left} ${words.needing.replace('{needs}', bytes(needs))}`;
}

function advice({ advice = '', waits }: Reason, again: boolean | undefined): string {
  if (!waits) return advice;
  return `${advice} ${again ? words.waits : words.later}`.trim();
}

/** A failure of a download in German where its class is known; what is over does not promise another try. */
export const failure: Messages['downloads']['failure'] = (told) => {
  const reason = why[`download.${told.class}`];
  if (!reason) return { message: told.message, hint: told.hint ?? '' };
  return { message: lacking(reason, told), hint: advice(reason, told.again) };
};

/** What MediaNest noted under a key, in German; what has none was written by a person. */
export function reason(key: string | undefined, said: string): string {
  const known = why[key ?? ''];
  if (!known) return said;
  return known.quotes ? `${known.says} (${said})` : known.says;
}
