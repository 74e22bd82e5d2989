import { readFileSync } from 'node:fs';

interface Property {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Property[];
}

const { anyOf: LINES } = JSON.parse(readFileSync('schema/run-log.schema.json', 'utf8')) as {
  readonly anyOf: readonly { readonly properties: Readonly<Record<string, Property>> }[];
};

/** The fields of the log of runs, as the published schema has them. */
export const FIELDS: ReadonlyMap<string, Property> = new Map(
  LINES.flatMap(({ properties }) => Object.entries(properties)),
);

/** The values of fields that have a fixed set of values. */
const VALUES: ReadonlySet<string> = new Set(
  LINES.flatMap(({ properties }) => Object.values(properties).flatMap(valuesOf)),
);

function valuesOf({ const: only, enum: several = [], anyOf = [] }: Property): readonly string[] {
  return [...(only === undefined ? [] : [only]), ...several, ...anyOf.flatMap(valuesOf)];
}

export function isNumber(name: string): boolean {
  const { type, anyOf = [] } = FIELDS.get(name) ?? {};
  return [type, ...anyOf.map((each) => each.type)]
    .flat()
    .some((each) => each === 'number' || each === 'integer');
}

export function isTime(name: string): boolean {
  const { format, anyOf = [] } = FIELDS.get(name) ?? {};
  return [format, ...anyOf.map((each) => each.format)].includes('date-time');
}

/** The words that a search language has of its own, and what a search on our page may name outside of the log of runs. */
const KEYWORDS = {
  splunk: [
    ...['index', 'aws', 'sourcetype', 'migrate_watch', '_time'],
    ...['IN', 'sort', 'dedup', 'table', 'stats', 'by', 'where'],
  ],
  datadog: ['OR', 'AND', 'NOT', 'production'],
  logql: ['json', 'line_format'],
  dql: ['and', 'or', 'not'],
} as const satisfies Record<string, readonly string[]>;
export type SearchLanguage = keyof typeof KEYWORDS;
export const SEARCH_LANGUAGES = Object.keys(KEYWORDS) as readonly SearchLanguage[];

/** Words of a search that are not a field of the log of runs, not a value of one, and not a word of the language. */
export function unknownWords(language: SearchLanguage, search: string): readonly string[] {
  const own: readonly string[] = KEYWORDS[language];
  const words = (language === 'logql' ? withoutLabels(search) : search).match(/[A-Za-z_][\w-]*/g) ?? [];
  return words.filter((word) => !FIELDS.has(word) && !VALUES.has(word) && !own.includes(word));
}

/** Loki's search without the selection of its own labels, and with only the fields of a text that it prints. */
function withoutLabels(search: string): string {
  return search
    .replace(/^\{[^}]*\}/, '')
    .replace(/"[^"]*\{\{[^"]*"/g, (text) =>
      [...text.matchAll(/\{\{\.(\w+)\}\}/g)].map(([, name]) => name).join(' '),
    );
}
