import type { AskingWords } from '../en/asking.ts';
import { plural } from '../plural.ts';

const within = (days: number) => `in ${plural('de', days, { one: 'Tag', other: 'Tagen' })}`;

export const asking: AskingWords = {
  open: 'Wünschen',
  open4k: 'In 4K wünschen',
  titleOf: (title) => `${title} wünschen`,
  send: 'Wunsch absenden',
  asked: (title) => `${title} ist gewünscht`,
  joined: (title) => `Sie erfahren es, wenn ${title} da ist`,
  show: 'Wunsch zeigen',
  join: 'Mir auch Bescheid geben',
  leave: 'Nicht mehr Bescheid geben',
  in4k: 'In 4K',
  in4kHint: 'Schärfer und um ein Mehrfaches größer. Liegt neben der üblichen Fassung.',
  chosen: (episodes) => `${plural('de', episodes, { one: 'Folge', other: 'Folgen' })} gewählt`,
  allSeasons: 'Alle Staffeln',
  episodesOf: (season) => `Folgen von ${season}`,
  future: 'Auch künftige Staffeln',
  futureHint: 'Neue Staffeln werden gewünscht, sobald sie angekündigt sind.',
  note: 'Anmerkung',
  noteHint: 'Für die, die entscheiden; darf leer bleiben.',
  quotaTitle: 'Was Sie sich noch wünschen dürfen',
  quota: {
    films: (left, limit, days) => `Noch ${left} von ${limit} Filmen ${within(days)}`,
    seasons: (left, limit, days) => `Noch ${left} von ${limit} Staffeln ${within(days)}`,
    episodes: (left, limit, days) => `Noch ${left} von ${limit} Folgen ${within(days)}`,
    gigabytes: (left, limit, days) => `Noch ${left} von ${limit} GB ${within(days)}`,
  },
};
