import { NAME, RESERVED_ENVIRONMENTS } from '../../../contract/names.ts';
import {
  ANNOUNCED_KEYS,
  type AnnouncedKey,
  type Announcement,
  type ImageFiles,
  imageFiles,
  isWhole,
} from '../../model/announcement.ts';
import { withoutZeros } from '../../model/version.ts';
import { commitOf, digestOf, fileSqlOf, listOf, listText, sqlText, urlOf } from './announced-values.ts';

const MARK = 'migrate-watch:';

/** One `key=value` or `key="value"`; an unclosed quote goes to the end. */
const PAIR = /\s*([A-Za-z][\w.-]{0,40})=(?:"([^"]*)("|$)|([^\s"]*))(?=\s|$)/y;

/** A line may list at most this many files, and its count may not be larger. */
const MOST_FILES = 5_000;
const MOST_FILES_SAID = 1_000_000;

/** A line of this length or more may be incomplete, because `clean.ts` leaves out the middle of a long text. UTF-16 units. */
const TOO_LONG = 48 * 1024;

/** golang-migrate reads a version as a 64-bit number: at most 20 digits. */
const VERSION = /^\d{1,20}$/;

/**
 * Reads the line that an entrypoint prints before `migrate`; `undefined` for any other text.
 *
 * Keys may come in any order, each at most once; unknown ones are ignored. A key with an unusable value is listed in
 * {@link Announcement.refused}. A line with none of the known keys, or with other words, is not an announcement.
 */
export function readAnnouncement(text: string): Announcement | undefined {
  if (!text.startsWith(MARK)) return undefined;
  const said = pairsOf(text);
  if (said === undefined || !ANNOUNCED_KEYS.some((key) => said.has(key))) return undefined;
  const versions = versionsOf(said.get('files'), text.length);
  const files = filesOf(versions, said.get('of'));
  const listed = <T>(key: 'digests' | 'sql', read: (value: string) => T | undefined) => {
    const list = said.get(key);
    return list == null || versions === null || files === null
      ? undefined
      : listOf(list, versions, files, read);
  };
  const values: Pick<Announcement, AnnouncedKey> = {
    database: nameOf(said.get('database')),
    environment: nameOf(said.get('environment'), RESERVED_ENVIRONMENTS),
    files,
    ...present('url', urlOf(said.get('url') ?? '')),
    ...present('digests', listed('digests', digestOf)),
    ...present('sql', listed('sql', fileSqlOf)),
    ...present('commit', commitOf(said.get('commit') ?? '')),
  };
  return { ...values, refused: ANNOUNCED_KEYS.filter((key) => said.has(key) && values[key] == null) };
}

function present<K extends AnnouncedKey>(key: K, value: Announcement[K] | undefined) {
  return value === undefined ? undefined : { [key]: value };
}

/**
 * The announcement as a normalised line, which is what is stored: only fixed words, digits, and names and addresses that are valid.
 *
 * {@link readAnnouncement} reads it back as the same announcement.
 */
export function announcementLine({ refused, files, digests, sql, ...texts }: Announcement): string {
  const { database, environment, url, commit } = texts;
  const pairs = {
    database,
    environment,
    url,
    files: files?.newest.join(','),
    of: files && !isWhole(files) ? String(files.count) : undefined,
    digests: digests && listText(digests, (digest) => digest),
    sql: sql && listText(sql, sqlText),
    commit,
  };
  const said = Object.entries(pairs).flatMap(([key, value]) => {
    if (value != null) return `${key}=${value}`;
    return refused.includes(key as AnnouncedKey) ? `${key}=?` : [];
  });
  return [MARK, ...said].join(' ');
}

/** Values by key; `null` for a key that comes twice or has an unclosed quote. `undefined` when there is other text. */
function pairsOf(text: string): ReadonlyMap<string, string | null> | undefined {
  const said = new Map<string, string | null>();
  const end = text.trimEnd().length;
  PAIR.lastIndex = MARK.length;
  while (PAIR.lastIndex < end) {
    const match = PAIR.exec(text);
    if (match === null) return undefined;
    const [, key, quoted, closing, bare] = match;
    const value = closing === '' ? null : (quoted ?? bare!);
    said.set(key!, said.has(key!) ? null : value);
  }
  return said;
}

function nameOf(value: string | null | undefined, reserved: readonly string[] = []): string | null {
  return value != null && NAME.test(value) && !reserved.includes(value) ? value : null;
}

/** The versions as listed, without leading zeros; `null` when the list cannot be used. */
function versionsOf(list: string | null | undefined, length: number): readonly string[] | null {
  if (list == null || length >= TOO_LONG) return null;
  const versions = list.split(',', MOST_FILES + 1);
  if (versions.length > MOST_FILES || !versions.every((version) => VERSION.test(version))) return null;
  return versions.map(withoutZeros);
}

function filesOf(versions: readonly string[] | null, of: string | null | undefined): ImageFiles | null {
  if (versions === null) return null;
  if (of === undefined) return imageFiles(versions);
  const count = of !== null && /^\d{1,7}$/.test(of) ? Number(of) : 0;
  return count < 1 || count > MOST_FILES_SAID ? null : imageFiles(versions, count);
}
