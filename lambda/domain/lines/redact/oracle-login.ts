import { tokenEnd } from '../../model/redaction-token.ts';
import type { RedactionScope } from './scope.ts';

/** What follows the password: `//host`, `host:1521/service`; not the version of a package (`lib/pq@v1.10.9/conn.go`). */
const HOST = /^@(?:\/\/|[\w.-]{1,255}:\d{2,5}[/:](?:\w|$)|(?!v?\d)[\w.-]{0,64}(?::\d{0,5})?$)/;
/** Longest user and password that are searched for. */
const LONGEST_USER = 64;
const LONGEST_PASSWORD = 128;
const THIN = ':thin:';

/** Masks the password of logins in Oracle's own form: `user/password@//host:1521/service`, `jdbc:oracle:thin:user/password`. */
export function maskOracleLogins(text: string, scope: RedactionScope): string {
  if (!text.includes('@') && !text.includes(THIN)) return text;
  let out = '';
  let done = 0;
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', Math.max(at + 1, done))) {
    let user = at;
    while (user > done && at - user < LONGEST_USER && /[\w$#]/.test(text[user - 1]!)) user--;
    if (user === at || /[./@-]/.test(text[user - 1] ?? ' ')) continue;
    const from = at + 1;
    let end = from;
    while (end - from < LONGEST_PASSWORD && /[^\s/@"'‹]/.test(text[end] ?? ' ')) end++;
    const isThin = text.startsWith(THIN, user - THIN.length);
    if (end === from || tokenEnd(text, from) > from) continue;
    if (!isThin && !HOST.test(text.slice(end, end + 272))) continue;
    out += text.slice(done, from) + scope.maskCredential(text.slice(from, end), 'password', 'database-url');
    done = end;
  }
  return out + text.slice(done);
}
