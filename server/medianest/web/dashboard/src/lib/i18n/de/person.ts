import type { Messages } from '../en/index.ts';

export const person: Messages['person'] = {
  born: (day) => `geboren am ${day}`,
  died: (day) => `gestorben am ${day}`,
  knownFor: 'Filme und Serien',
  nothing: 'Hier ist nichts bekannt.',
  more: 'Weiterlesen',
  less: 'Weniger zeigen',
};
