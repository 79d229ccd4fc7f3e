export const plex = {
  find: 'Find my servers',
  findHint: 'With the token, plex.tv says which servers are yours and where they are.',
  found: 'Your servers',
  foundNone: 'This account owns no Plex server. Use the token of the person who set Plex up, or type the address.',
  online: 'Online',
  offline: 'Offline',
  ways: { local: 'in your network', remote: 'from outside', relay: 'through plex.tv, slow' },
  take: 'Use this',
  takeOf: (server: string, url: string) => `Use ${url} of ${server}`,
};
