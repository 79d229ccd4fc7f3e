/** The client's own log, newest line last. */

import { room } from './frames.js';
import { ask, button, fill, h, t } from './lib.js';

export async function show() {
  const text = h('div', { class: 'log', tabindex: '0', role: 'log', 'aria-label': t('pages.log.title') });
  const copy = button(t('pages.log.copy'), async () => {
    await navigator.clipboard.writeText(text.textContent);
    copy.textContent = t('pages.log.copied');
  });
  const actions = [button(t('pages.log.reload'), () => draw(text)), copy];
  const place = room('log', { wide: true, actions });
  const where = h('p', { class: 'hint' });
  fill(place, h('div', { class: 'card' }, text), where);
  where.textContent = t('pages.log.where', { path: await draw(text) });
}

async function draw(text) {
  const { path, lines } = await ask('GET', 'log');
  const shown = lines.map(({ level, line }) => h('div', { class: level }, line));
  fill(text, shown.length ? shown : t('pages.log.empty'));
  text.scrollTop = text.scrollHeight;
  return path;
}
