import type { Messages } from '../en/index.ts';

export const plex: Messages['plex'] = {
  find: 'Meine Server finden',
  findHint: 'Mit dem Token sagt plex.tv, welche Server Ihnen gehören und wo sie sind.',
  found: 'Ihre Server',
  foundNone:
    'Diesem Konto gehört kein Plex-Server. Nehmen Sie den Token der Person, die Plex eingerichtet hat, oder tragen Sie die Adresse ein.',
  online: 'Erreichbar',
  offline: 'Nicht erreichbar',
  ways: { local: 'in Ihrem Netz', remote: 'von außen', relay: 'über plex.tv, langsam' },
  take: 'Nehmen',
  takeOf: (server, url) => `${url} von ${server} nehmen`,
};
