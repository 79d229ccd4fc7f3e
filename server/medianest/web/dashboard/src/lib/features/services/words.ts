import { m } from '#lib/i18n/index.svelte.ts';

/** What a form calls the parts of a service. */
export interface ServiceWords {
  title: string;
  addressHint?: string;
  usualAddress?: string;
  secret: string;
  secretHint?: string;
  /** Whether it also has a client id that is no secret. */
  clientId?: boolean;
}

export function tmdbWords(): ServiceWords {
  const { services } = m();
  return {
    title: services.tmdb,
    addressHint: services.tmdbAddressHint,
    usualAddress: 'https://api.themoviedb.org/3',
    secret: services.tmdbKey,
    secretHint: services.tmdbKeyHint,
  };
}

export function overseerrWords(): ServiceWords {
  const { services } = m();
  return {
    title: services.overseerr,
    addressHint: services.overseerrAddressHint,
    secret: services.overseerrKey,
    secretHint: services.overseerrKeyHint,
  };
}

export function traktWords(): ServiceWords {
  const { services } = m();
  return {
    title: services.trakt,
    usualAddress: 'https://api.trakt.tv',
    secret: services.traktSecret,
    secretHint: services.traktHint,
    clientId: true,
  };
}
