/** Description of the stack of every monitor, by which other monitors in an account are found. */
export const MONITOR_DESCRIPTION =
  'Watches every run of golang-migrate, and reports the state of the database and what to type next';
