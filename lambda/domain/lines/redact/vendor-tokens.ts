import { isLetterOrDigit } from './letter-or-digit.ts';
import { hasLongRun } from './long-run-fast-path.ts';
import type { LeakedCredential, RedactionScope } from './scope.ts';

/**
 * Tokens by their vendors' prefixes and lengths, so that an identifier like `npm_downloads_daily` is not taken for one. Any character
 * may come before a token, because names of migrations may contain one after an underscore.
 */
const PREFIXED = [
  'gh[opsur]_(?:[A-Za-z0-9]{36}|[A-Za-z0-9]{1,24}_eyJ)',
  'github_pat_[A-Za-z0-9]{22}',
  'gl(?:pat|dt|rt|ptt|cbt|soat|ffct|imt|agent|oas)-[\\w-]{20}',
  'xox[abceoprs]-[\\w-]{10}',
  'xapp-[\\w-]{10}',
  '[sr]k_(?:live|test)_[A-Za-z0-9]{24}',
  'whsec_[A-Za-z0-9+/]{24}',
  'AIza[\\w-]{35}',
  'ya29\\.[\\w-]{20}',
  'GOCSPX-[\\w-]{28}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-AgE[\\w-]{30}',
  'rubygems_[a-f0-9]{48}',
  'do[opr]_v1_[a-f0-9]{64}',
  'hv[bsr]\\.[\\w-]{24}',
  'sk-(?:proj|svcacct|admin|ant|or)-[\\w-]{20}',
  'sk-[A-Za-z0-9]{20}T3BlbkFJ',
  'hf_[A-Za-z0-9]{34}',
  'SG\\.[\\w-]{22}',
  'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}',
  'sq0(?:atp|csp)-[\\w-]{22}',
  'dckr_[a-z]{3}_[\\w-]{24}',
  'dapi[a-f0-9]{32}',
  'gl(?:sa|c)_[\\w+/]{32}',
  'AT(?:ATT|CTT|BB)[\\w=-]{24}',
  'pscale_(?:pw|tkn|oauth)_[\\w-]{32}',
  'sbp_[a-f0-9]{40}',
  'sb_secret_[\\w-]{20}',
  'napi_[a-z0-9]{40}',
  'dp\\.(?:st|pt|ct|sa|scim|audit)\\.[\\w.-]{40}',
  'NR(?:AK|RA|II|JS)-[\\w-]{20}',
  'sntr[ysu]{1,2}_[\\w+/=-]{40}',
  'lin_(?:api|oauth)_[A-Za-z0-9]{32}',
  'ntn_[A-Za-z0-9]{40}',
  'pul-[a-f0-9]{40}',
  'tskey-[a-z]{3,8}-[A-Za-z0-9-]{16}',
  'AGE-SECRET-KEY-1[A-Z0-9]{50}',
  'CCIP(?:AT|RJ)_[\\w-]{20}',
  'PMAK-[a-f0-9]{24}',
  'figd_[\\w-]{40}',
  'nfp_[A-Za-z0-9]{36}',
  'ops_eyJ[\\w-]{20}',
  'fo1_[\\w-]{40}',
  'HRKU-[\\w-]{36}',
  'key-[a-f0-9]{32}(?![a-f0-9-])',
];

/**
 * Forms that are credentials wherever they occur. `needs` is a cheap test before the expression. If no kind is given, AWS's
 * credentials are keys, and all others are tokens.
 */
const SHAPES: readonly (readonly [
  kind: LeakedCredential['kind'] | undefined,
  regex: RegExp,
  needs: (text: string) => boolean,
])[] = [
  [
    undefined,
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    new RegExp(`(?:${PREFIXED.join('|')})[\\w.-]*|(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}`, 'g'),
    hasTokenRun,
  ],
  // A secret access key: 40 characters of base64 with capitals, small letters and digits, unlike a git hash. The slowest search of all.
  [
    'key',
    /(?<![A-Za-z0-9/+])(?=[a-z0-9/+]{0,39}[A-Z])(?=[A-Z0-9/+]{0,39}[a-z])(?=[A-Za-z/+]{0,39}\d)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g,
    hasLongRun,
  ],
  ['token', /(?<![A-Za-z0-9])eyJ[\w-]{5,}(?:\.[\w-]+)*/g, (text) => text.includes('eyJ')],
  // HCP Terraform, Entra ID, Telegram: the fixed part is in the middle.
  ['token', /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{32,}/g, (text) => text.includes('.atlasv1.')],
  // Slack webhooks without their host.
  [
    'token',
    /(?<![A-Z0-9])T[A-Z0-9]{7,12}\/B[A-Z0-9]{7,12}\/[A-Za-z0-9]{8,64}/g,
    (text) => text.includes('/B'),
  ],
  ['token', /[\w~.-]{3}8Q~[\w~.-]{24,}/g, (text) => text.includes('8Q~')],
  ['token', /(?<!\d)\d{8,10}:AA[\w-]{30,}/g, (text) => text.includes(':AA')],
];

/** Masks keys and tokens of a known form. */
export function maskShapedCredentials(text: string, scope: RedactionScope): string {
  let masked = text;
  for (const [kind, regex, needs] of SHAPES) {
    if (needs(masked))
      masked = masked.replace(regex, (found) =>
        scope.maskCredential(found, kind ?? kindOf(found), 'message'),
      );
  }
  return masked;
}

function kindOf(found: string): LeakedCredential['kind'] {
  return /^A(?:KI|SI|BI|CC)A/.test(found) ? 'key' : 'token';
}

/** Does a token of a known form extend over the position `at`? If a line was cut there, both its parts would be visible. */
export function holdsTokenOver(text: string, at: number): boolean {
  if (!mayHoldToken(text)) return false;
  return SHAPES.some(
    ([, regex, needs]) =>
      needs(text) &&
      [...text.matchAll(regex)].some(({ index, 0: found }) => index < at && index + found.length > at),
  );
}

/** The prefixes of {@link PREFIXED}, each with the part of the rest that a cut may have left. */
const CUT = new RegExp(
  `(?:${PREFIXED.map((one) => one.replaceAll(/\{(?:1[6-9]|[2-9]\d)\}/g, '{8}')).join('|')}|(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{4})`,
);

/** May this word at the end of a text be the beginning of a token? A name with the same beginning has only small letters. */
export function mayBeCutToken(word: string): boolean {
  return (/\d/.test(word) || (/[A-Z]/.test(word) && /[a-z]/.test(word))) && CUT.test(word);
}

/** Could `text` contain a token of a known form? A cheap test that nearly every line fails. */
export function mayHoldToken(text: string): boolean {
  return hasTokenRun(text) || hasLongRun(text) || text.includes('eyJ');
}

/** The shortest tokens of {@link PREFIXED} have this many letters, digits, `_` and `-` in a row. */
export const SHORTEST_TOKEN = 15;

/**
 * Does the text contain 15 word characters in a row, with a digit or a capital among them? Names of migrations hardly ever do.
 *
 * A fast path in front of {@link PREFIXED}, built like {@link hasLongRun}: it looks at every fifteenth character and goes back from it.
 */
function hasTokenRun(text: string): boolean {
  let last = SHORTEST_TOKEN - 1;
  while (last < text.length) {
    let at = last;
    while (at > last - SHORTEST_TOKEN && isTokenPart(text.charCodeAt(at))) at--;
    if (at > last - SHORTEST_TOKEN) {
      last = at + SHORTEST_TOKEN;
      continue;
    }
    let end = last + 1;
    while (end < text.length && isTokenPart(text.charCodeAt(end))) end++;
    for (let each = last - SHORTEST_TOKEN + 1; each < end; each++)
      if (text.charCodeAt(each) <= CAPITAL_Z && text.charCodeAt(each) !== DASH) return true;
    last = end + SHORTEST_TOKEN;
  }
  return false;
}

const CAPITAL_Z = 0x5a;
const DASH = 0x2d;

function isTokenPart(code: number): boolean {
  return isLetterOrDigit(code) || code === 0x5f || code === DASH;
}
