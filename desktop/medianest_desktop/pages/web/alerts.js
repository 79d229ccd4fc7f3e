/** The alerts of the last days, also those that the desktop did not show. */

import { room } from './frames.js';
import { ask, button, fill, h, icon, moment, t } from './lib.js';

const PAUSE = 5_000;

export async function show() {
  const place = room('alerts');
  const list = h('div', { class: 'card' });
  fill(place, list);
  await draw(list);
  setInterval(() => !document.hidden && draw(list), PAUSE);
}

async function draw(list) {
  const { alerts } = await ask('GET', 'alerts');
  const shown = JSON.stringify(alerts);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  fill(list, h('div', { class: 'rows' }, alerts.length ? alerts.map((each) => row(list, each)) : empty()));
}

const empty = () => h('div', { class: 'empty' }, icon('bell'), h('p', {}, t('pages.alerts.none')));

function row(list, alert) {
  const press = async (action) => {
    await ask('POST', `alerts/${encodeURIComponent(alert.id)}`, { action });
    await draw(list);
  };
  const open = alert.link && button(t('pages.alerts.open'), () => location.assign(alert.link), { look: 'sm' });
  // Opening is offered in any case, also when the rest has been dealt with.
  const left = alert.done ? [] : alert.actions.filter(({ id }) => id !== 'open' || !alert.link);
  const actions = left.map(({ id, label }) => button(label, () => press(id), { look: 'sm' }));
  return h(
    'article',
    { class: 'alert' },
    h(
      'div',
      {},
      h('p', { class: 'label' }, alert.title),
      alert.body && h('p', { class: 'body' }, alert.body),
      alert.showing === 'refused' && h('p', {}, h('span', { class: 'pill tone-warn' }, t('pages.alerts.refused'))),
      alert.done && h('p', {}, h('span', { class: 'pill tone-neutral' }, t(`live.done.${alert.done}`))),
      h('div', { class: 'actions' }, actions, open),
    ),
    h('time', { datetime: alert.at }, moment(alert.at)),
  );
}
