/** What the person at this desktop may choose. */

import { room } from './frames.js';
import { ask, button, fill, h, note, t } from './lib.js';
import { releases } from './releases.js';

export async function show() {
  await draw(room('settings'));
}

async function draw(place) {
  const [all, news] = await Promise.all([ask('GET', 'settings'), releases()]);
  const redraw = () => draw(place);
  fill(place, h('div', { class: 'room-cards' }, appliance(all), alerts(all, redraw), program(all, news)));
}

const change = (part) => ask('PATCH', 'settings', part);

function card(title, ...rows) {
  return h('section', { class: 'card' }, h('h2', {}, title), h('div', { class: 'rows' }, rows.flat().filter(Boolean)));
}

function line(label, hint, control, look = '') {
  const words = h('div', {}, h('p', { class: 'label' }, label), hint && h('p', { class: 'hint' }, hint));
  return h('div', { class: look }, words, control);
}

/** A switch that shows at once what was chosen, and goes back if that was refused. */
function toggle(label, hint, checked, choose) {
  const control = h('button', { type: 'button', class: 'switch', role: 'switch', 'aria-checked': String(checked), 'aria-label': label }, h('span'));
  control.addEventListener('click', async () => {
    const next = control.getAttribute('aria-checked') !== 'true';
    control.setAttribute('aria-checked', String(next));
    await choose(next).catch(() => control.setAttribute('aria-checked', String(!next)));
  });
  return line(label, hint, control);
}

function appliance({ appliance: paired, lasting }) {
  const title = t('pages.settings.appliance');
  if (!paired) return card(title, line(t('pages.settings.none'), '', h('a', { class: 'button', href: '/_client/connect' }, t('pages.connect.title'))));
  const away = button(t('pages.settings.sign_out'), () => sure(away), { look: 'danger' });
  const kept = !lasting && h('div', {}, note('warn', 'info', t('pages.settings.memory_only')));
  return card(
    title,
    line(paired.name, [t('pages.settings.as', paired), paired.address].filter(Boolean).join(' · '), away, 'stacks'),
    kept,
  );
}

function sure(opener) {
  const leave = async () => {
    await ask('POST', 'forget', {});
    location.replace('/_client/connect');
  };
  const yes = button(t('pages.settings.sign_out_sure'), leave, { look: 'danger' });
  opener.replaceWith(yes);
  yes.focus();
}

function alerts({ settings, kinds }, redraw) {
  const chosen = settings.alerts;
  const set = (part) => change({ alerts: part });
  const quiet = chosen.quietHours;
  const hours = (part) => set({ quietHours: { ...quiet, ...part } }).then(redraw);
  return card(
    t('pages.settings.alerts'),
    pause(chosen, redraw),
    toggle(t('pages.settings.quiet'), t('pages.settings.quiet_hint'), quiet.on, (on) => hours({ on })),
    quiet.on && times(quiet, hours),
    toggle(t('pages.settings.grouped'), t('pages.settings.grouped_hint'), chosen.grouped, (grouped) => set({ grouped })),
    toggle(t('pages.settings.sound'), '', chosen.sound, (sound) => set({ sound })),
    kinds.map(({ kind, label, hint, on }) => toggle(label, hint, on, (next) => set({ kinds: { [kind]: next } }))),
  );
}

function pause({ pausedUntil }, redraw) {
  const paused = pausedUntil && new Date(pausedUntil) > new Date();
  const act = (length) => ask('POST', 'pause', { length }).then(redraw);
  const choices = paused
    ? [button(t('pages.settings.resume'), () => act('off'), { look: 'sm' })]
    : [button(t('pages.settings.hour'), () => act('1h'), { look: 'sm' }), button(t('pages.settings.tomorrow'), () => act('tomorrow'), { look: 'sm' })];
  const hint = paused && t('pages.settings.paused', { time: new Date(pausedUntil).toLocaleString(document.documentElement.lang, { weekday: 'short', hour: '2-digit', minute: '2-digit' }) });
  return line(t('pages.settings.pause'), hint, h('div', { class: 'actions' }, choices), 'stacks');
}

function times(quiet, choose) {
  const field = (name, label) => h('input', { type: 'time', value: quiet[name], 'aria-label': label, required: true, change: (event) => event.target.value && choose({ [name]: event.target.value }) });
  const both = h('div', { class: 'times' }, field('start', t('pages.settings.from')), '–', field('end', t('pages.settings.to')));
  return line(t('pages.settings.hours'), '', both, 'stacks');
}

function program({ settings, version }, news) {
  const options = ['', 'en', 'de'].map((code) => h('option', { value: code, selected: settings.language === code }, t(`pages.settings.language.${code || 'system'}`)));
  const language = h('select', { 'aria-label': t('pages.settings.language'), change: (event) => change({ language: event.target.value }).then(() => location.reload()) }, options);
  return card(
    t('pages.settings.program'),
    line(t('pages.settings.language'), '', language),
    toggle(t('pages.settings.autostart'), t('pages.settings.autostart_hint'), settings.autostart, (autostart) => change({ autostart })),
    toggle(t('pages.settings.tray'), t('pages.settings.tray_hint'), settings.closeToTray, (closeToTray) => change({ closeToTray })),
    toggle(t('pages.settings.updates'), t('pages.settings.updates_hint'), settings.checkUpdates, (checkUpdates) => change({ checkUpdates })),
    news,
    line(t('pages.settings.version'), '', h('span', { class: 'hint' }, version)),
  );
}
