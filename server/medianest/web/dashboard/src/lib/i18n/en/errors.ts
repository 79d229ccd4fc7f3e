/** Failures by the server's stable code; one that is missing here is told in the server's own words. */
const byCode: Record<string, string> = {
  offline: 'MediaNest does not answer. Is it running, and are you on the same network?',
  not_signed_in: 'You are signed out. Please sign in again.',
  forbidden: 'You are not allowed to do that.',
  not_found: 'This does not exist any more.',
  not_permitted: 'You are not allowed to do that.',
  session_ended: 'You are signed out. Please sign in again.',
  wrong_setup_code: 'This is not the set-up code. It stands in the terminal and in the file setup-code.',
  setup_closed: 'MediaNest is already set up.',
  email_taken: 'Somebody already has this e-mail.',
  weak_password: 'This password is too easy to guess. Take a longer one.',
  account_disabled: 'This account is disabled. Ask the owner.',
  too_many_tries: 'Too many tries. Please wait a moment.',
  too_many_requests: 'Too many tries. Please wait a moment.',
  unavailable: 'Not available right now. Please try again in a moment.',
  illegal_move: 'Its state has changed meanwhile, so that is not possible any more.',
  already_available: 'It is in Plex already.',
  already_asked: 'Another request is after the same.',
  quota_reached: 'You have asked for as much as you may for now.',
  no_such_request: 'This request does not exist any more.',
  plex_not_connected: 'No Plex is connected.',
  overseerr_not_connected: 'No Overseerr is connected.',
  overseerr_key_refused: 'Overseerr does not accept this key.',
  webhook_taken: 'Overseerr’s webhook is in use for something else.',
};

export const errors = {
  byCode,
  generic: 'That did not work.',
  withCode: (status: number) => `The server answered with error ${status}.`,
};
