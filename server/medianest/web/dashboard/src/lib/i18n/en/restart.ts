/** What MediaNest says that it is doing while it cannot serve, by its own words. */
const doing: Record<string, string> = {
  starting: 'MediaNest is starting',
  'upgrading the database': 'MediaNest is upgrading its database',
  'making a backup': 'MediaNest is making a backup',
  'bringing the data up to date': 'MediaNest is bringing its data up to date',
  'restoring a backup': 'MediaNest is restoring the backup',
  'checking what was restored': 'MediaNest is checking what was restored',
};

export const restart = {
  doing,
  restarting: 'MediaNest is restarting',
  hint: 'Nothing is lost. This page goes on by itself.',
};
