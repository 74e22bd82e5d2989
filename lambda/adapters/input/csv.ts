/** Records of a CSV text; quoted fields may hold commas, doubled quotes and line breaks. @see RFC 4180 */
export function readCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < text.length; ) {
    const field = text[at] === '"' ? quotedField(text, at) : bareField(text, at);
    record.push(field.value);
    at = field.end;
    if (text[at] === ',') {
      at++;
      if (at < text.length) continue;
      record.push('');
    }
    records.push(record);
    record = [];
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
  }
  return records;
}

interface Field {
  readonly value: string;
  readonly end: number;
}

const FIELD_END = /[,\r\n]/g;

function bareField(text: string, from: number): Field {
  FIELD_END.lastIndex = from;
  const end = FIELD_END.exec(text)?.index ?? text.length;
  return { value: text.slice(from, end), end };
}

function quotedField(text: string, open: number): Field {
  const parts: string[] = [];
  let from = open + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return { value: parts.join('') + text.slice(from), end: text.length };
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') {
      // Text after the closing quote is not valid CSV. It is kept, so that reading can continue.
      const rest = bareField(text, quote + 1);
      return { value: parts.join('') + rest.value, end: rest.end };
    }
    parts.push('"');
    from = quote + 2;
  }
}
