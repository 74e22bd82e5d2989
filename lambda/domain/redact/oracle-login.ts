import type { RedactionScope } from './scope.ts';

/** `user/password@//host:1521/service`, as Oracle writes it; no version behind a package (`lib/pq@v1.10.9/conn.go`). */
const LOGIN = /(?<![\w./@-])([\w$#]{1,64}\/)([^\s/@"'‹]{1,128})(?=@(?:\/\/|[\w.-]{1,255}:\d{2,5}[/:]\w))/g;
/** `jdbc:oracle:thin:user/password`, of which the rest may be cut off. */
const THIN = /(?<=:thin:)([\w$#]{1,64}\/)([^\s/@"'‹]{1,128})/g;

/** Masks the password of logins in Oracle's own form. */
export function maskOracleLogins(text: string, scope: RedactionScope): string {
  const mask = (_: string, user: string, password: string) =>
    user + scope.maskCredential(password, 'password', 'database-url');
  const thin = text.includes(':thin:') ? text.replace(THIN, mask) : text;
  return thin.includes('@') && thin.includes('/') ? thin.replace(LOGIN, mask) : thin;
}
