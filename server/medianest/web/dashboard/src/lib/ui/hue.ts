const FIRST = 185;
const RANGE = 175;

/** A colour of its own for each name, the same at every visit; from teal over blue to rose, beside our accent. */
export function hueOf(name: string): number {
  const sum = [...name].reduce((before, letter) => (before * 31 + letter.charCodeAt(0)) % 9973, 7);
  return FIRST + ((sum * 67) % RANGE);
}
