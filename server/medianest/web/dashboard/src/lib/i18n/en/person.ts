export const person = {
  born: (day: string) => `born ${day}`,
  died: (day: string) => `died ${day}`,
  knownFor: 'Films and shows',
  nothing: 'Nothing is known here.',
  more: 'Read on',
  less: 'Show less',
};
