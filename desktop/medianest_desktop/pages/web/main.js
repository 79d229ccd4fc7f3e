import { takeDrops } from './drop.js';
import { learn, t } from './lib.js';

const PAGES = ['connect', 'offline', 'stopped', 'add', 'alerts', 'settings', 'log'];

const name = PAGES.find((page) => location.pathname === `/_client/${page}`);
takeDrops();
await learn();
document.title = `${t(`pages.${name}.title`)} · MediaNest`;
const page = await import(`./${name}.js`);
page.show();
