/** Somebody else answers at the appliance's address: nothing is sent, and a person decides. */

import { doorstep, intro, tries } from './frames.js';
import { ask, button, fill, h, note, t } from './lib.js';
import { follow, move } from './state.js';

export function show() {
  const sheet = doorstep();
  follow((state) => {
    if (!move(state, 'stopped')) fill(sheet, draw(state));
  });
}

function draw({ appliance, reason, tries: tried }) {
  const name = appliance?.name ?? 'MediaNest';
  return [
    intro(t('pages.stopped.title')),
    note('bad', 'alert', t(`reason.${reason}`)),
    h('p', {}, t('pages.stopped.text', { name })),
    ...['meant', 'not_meant'].map((key) => h('p', {}, t(`pages.stopped.${key}`))),
    tries(tried),
    h(
      'div',
      { class: 'actions' },
      button(t('pages.offline.retry'), () => ask('POST', 'retry', {}), { look: 'primary', id: 'retry' }),
      button(t('pages.stopped.anew'), (event) => sure(event.currentTarget), { look: 'danger', id: 'anew' }),
    ),
  ];
}

function sure(opener) {
  const forget = () => ask('POST', 'forget', {});
  const actions = h(
    'div',
    { class: 'actions' },
    button(t('pages.stopped.sure'), forget, { look: 'danger' }),
    button(t('pages.cancel'), () => location.reload(), { look: 'quiet' }),
  );
  opener.closest('.actions').replaceWith(actions);
  actions.firstChild.focus();
}
