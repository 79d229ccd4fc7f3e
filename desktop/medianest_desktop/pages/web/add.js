/** A link came in from outside: nothing happens before a person has said yes here. */

import { doorstep, intro } from './frames.js';
import { ask, button, fill, h, note, t } from './lib.js';

export async function show() {
  const sheet = doorstep({ closing: false });
  const id = new URLSearchParams(location.search).get('id') ?? '';
  try {
    const { url } = await ask('GET', `links/${encodeURIComponent(id)}`);
    fill(sheet, question(sheet, id, url));
  } catch {
    fill(sheet, intro(t('pages.add.gone')), button(t('pages.add.dashboard'), () => location.replace('/')));
  }
}

function question(sheet, id, url) {
  const yes = button(t('pages.add.yes'), () => add(sheet, id, url, yes), { look: 'primary' });
  return [
    intro(t('pages.add.title'), t('pages.add.text')),
    h('p', { class: 'link' }, url),
    h('div', { class: 'actions' }, yes, button(t('pages.cancel'), () => location.replace('/'), { look: 'quiet' })),
  ];
}

async function add(sheet, id, url, yes) {
  yes.disabled = true;
  const { path, sentence } = await ask('POST', `links/${encodeURIComponent(id)}`, {});
  if (path) location.replace(path);
  else fill(sheet, note('bad', 'alert', sentence), question(sheet, id, url));
}
