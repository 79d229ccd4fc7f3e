/** Picks the form of a counted noun, e.g. `plural('en', 2, { one: 'file', other: 'files' })`. */
export function plural(language: string, count: number, forms: { one: string; other: string }): string {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? forms.one : forms.other;
  return `${new Intl.NumberFormat(language).format(count)} ${form}`;
}
