import { plural } from '../plural.ts';

const within = (days: number) => plural('en', days, { one: 'day', other: 'days' });

export const asking = {
  open: 'Request',
  open4k: 'Request in 4K',
  titleOf: (title: string) => `Request ${title}`,
  send: 'Send the request',
  asked: (title: string) => `${title} is requested`,
  joined: (title: string) => `You will be told when ${title} is there`,
  show: 'Show the request',
  join: 'Tell me too',
  leave: 'Tell me no more',
  in4k: 'In 4K',
  in4kHint: 'Sharper and several times as large. Kept beside the usual one.',
  chosen: (episodes: number) => `${plural('en', episodes, { one: 'episode', other: 'episodes' })} chosen`,
  allSeasons: 'All seasons',
  episodesOf: (season: string) => `Episodes of ${season}`,
  future: 'Future seasons too',
  futureHint: 'New seasons are requested when they are announced.',
  note: 'Note',
  noteHint: 'For whoever decides; may stay empty.',
  quotaTitle: 'What you may still request',
  quota: {
    films: (left: number, limit: number, days: number) => `${left} of ${limit} films left within ${within(days)}`,
    seasons: (left: number, limit: number, days: number) => `${left} of ${limit} seasons left within ${within(days)}`,
    episodes: (left: number, limit: number, days: number) => `${left} of ${limit} episodes left within ${within(days)}`,
    gigabytes: (left: number, limit: number, days: number) => `${left} of ${limit} GB left within ${within(days)}`,
  },
};

export type AskingWords = typeof asking;
