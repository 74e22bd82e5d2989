/** What was put into one text and must come out nowhere. */
export interface Planted {
  readonly kind: 'credential' | 'personal';
  readonly value: string;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const ALNUM = LOWER + UPPER + DIGITS;
const SYLLABLES =
  'ba be bu da de du fa fe ga gu ka ki ko la li lo ma me mu na ne ni pa po ra re ri sa se ta te ti va vo za zo'.split(
    ' ',
  );

/** Numbers from a seed, the same on every machine (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Secrets of every sort, made on demand: the makers of texts take them from here, and {@link planted} has them all. */
export class Secrets {
  readonly planted: Planted[] = [];
  readonly #next: () => number;

  constructor(next: () => number) {
    this.#next = next;
  }

  /** One of `list`. */
  one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#next() * list.length)]!;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  /** As password generators make them: letters and digits. */
  password(): string {
    return this.#credential(this.#chars(LOWER + UPPER, 1) + this.#mixed(this.between(8, 20)));
  }

  /** With signs that no quotes and no shell need. */
  signs(): string {
    const half = this.between(4, 8);
    const sign = this.one([...'!+*^~._-,']);
    return this.#credential(`${this.#chars(ALNUM, half)}${sign}${this.#mixed(half)}`);
  }

  /** As people make them: a word and a number. */
  memorable(): string {
    return this.#credential(`${this.#word(4)}${this.between(10, 9_999)}`);
  }

  /** A word alone: to any reader it may be a name. */
  word(): string {
    return this.#credential(this.#word(5).toLowerCase());
  }

  hex(length: number): string {
    return this.#credential(this.#chars('0123456789abcdef', length));
  }

  /** `prefix` and a token of `length` letters and digits; only these are looked for. */
  token(prefix: string, length: number, letters = ALNUM): string {
    return prefix + this.#credential(this.#chars(letters, length));
  }

  base64(length: number): string {
    return this.#credential(this.#mixed(length));
  }

  /** A JSON web token; what is looked for is its payload and its signature. */
  jwt(): string {
    return `eyJhbGciOiJIUzI1NiJ9.eyJ${this.base64(40)}.${this.base64(43)}`;
  }

  /** First and last name. */
  person(): string {
    return this.#personal(`${this.#word(3)} ${this.#word(4)}`);
  }

  surname(): string {
    return this.#personal(this.#word(5));
  }

  email(): string {
    return `${this.#personal(`${this.#word(3)}.${this.#word(4)}`.toLowerCase())}@${this.one(['mail.example.com', 'kunde.example.de', 'a.example'])}`;
  }

  iban(): string {
    return this.#personal(`DE${this.#chars(DIGITS, 20)}`);
  }

  #credential(value: string): string {
    this.planted.push({ kind: 'credential', value });
    return value;
  }

  #personal(value: string): string {
    this.planted.push({ kind: 'personal', value });
    return value;
  }

  #chars(of: string, length: number): string {
    let made = '';
    while (made.length < length) made += of[Math.floor(this.#next() * of.length)];
    return made;
  }

  /** With all three sorts of characters, as generators promise. */
  #mixed(length: number): string {
    const made = this.#chars(ALNUM, length - 3);
    return `${made}${this.#chars(DIGITS, 1)}${this.#chars(UPPER, 1)}${this.#chars(LOWER, 1)}`;
  }

  #word(syllables: number): string {
    let made = '';
    for (let i = 0; i < syllables; i++) made += this.one(SYLLABLES);
    return made[0]!.toUpperCase() + made.slice(1);
  }
}

/** Characters in a row of a secret that nothing else says by chance. */
const TELLING = 8;

/** Secrets of which `text` shows a piece. */
export function shownIn(text: string, planted: readonly Planted[]): readonly Planted[] {
  return planted.filter(({ value }) => {
    if (value.length <= TELLING) return text.includes(value);
    for (let at = 0; at + TELLING <= value.length; at++)
      if (text.includes(value.slice(at, at + TELLING))) return true;
    return false;
  });
}
