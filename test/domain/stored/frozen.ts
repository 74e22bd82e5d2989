import { createHash } from 'node:crypto';

/** What a folder of fixtures holds for ever once a release has written it. `read.json` is what today's readers make of it. */
const FILES = ['store.json', 'messages.json'] as const;

/** One version of the stored and sent forms. */
export interface Frozen {
  /** The first release that writes it, as CHANGELOG names it. */
  readonly since: string;
  /** SHA-256 of its files. Until a release has written it, its files may change, and there are no hashes. */
  readonly hashes?: Readonly<Record<(typeof FILES)[number], string>>;
}

/** The versions, from 0 on; each is a folder of `test/fixtures/stored`. A hash never changes. */
export const FROZEN: readonly Frozen[] = [
  {
    since: 'a deployment before 0.1.0',
    hashes: {
      'store.json': '305ef9af4a3d8571c761aace6b3d2fbb9ff6abce0edd205c100fce1aeefa1027',
      'messages.json': '5ac2b374537288a737a7cd6d8c096c645e299cf2a2e88a7a0d8b903fe7ffe4d3',
    },
  },
  { since: '0.1.0' },
];

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The releases that a changelog has a heading for: `## 0.1.0`, also with a date after it. */
export function releasesIn(changelog: string): readonly string[] {
  return [...changelog.matchAll(/^## (\d+\.\d+\.\d+)\b/gm)].map(([, release]) => release!);
}

/**
 * What is wrong with the fixtures of these versions: a folder that has to be frozen and is not, or one that changed after that.
 *
 * @param newest the newest version: today's code writes it
 * @param textIn reads a file such as `v1/store.json`
 * @param releases those that exist
 */
export function frozenFaults(
  newest: number,
  versions: readonly Frozen[],
  textIn: (file: string) => string,
  releases: readonly string[],
): readonly string[] {
  return Array.from({ length: newest + 1 }, (_, n) => n).flatMap((n) => {
    const version = versions[n];
    if (version === undefined) return [`v${n} has no row in FROZEN: name the release that writes it first`];
    const { since, hashes } = version;
    if (hashes !== undefined)
      return FILES.filter((file) => hashOf(textIn(`v${n}/${file}`)) !== hashes[file]).map(
        (file) => `v${n}/${file} has changed: a release has written it`,
      );
    const isReleased = releases.includes(since);
    if (!isReleased && n === newest) return [];
    const why = isReleased ? `is written by release ${since}` : 'is a former form';
    const found = Object.fromEntries(FILES.map((file) => [file, hashOf(textIn(`v${n}/${file}`))]));
    return [`v${n} ${why}: freeze it with hashes ${JSON.stringify(found)}`];
  });
}
