import type { MaskKind } from '../../model/redaction-token.ts';

/** A form of an engine's message with a value in it. The value may contain quotes, which engines do not escape. */
export interface MessageShape {
  readonly opening: RegExp;
  /**
   * Tried in order: the value ends where one of these occurs last in the message. If none of them occurs, the value ends at the end
   * of the message.
   */
  readonly closings: readonly string[];
  readonly kind: MaskKind | 'near' | 'sql';
}

/** Forms of the messages of all engines, with the engine's source. At the same place in a text, the first one matches. */
export const MESSAGE_SHAPES: readonly MessageShape[] = [
  // PostgreSQL, nbtinsert.c and ri_triggers.c
  {
    opening: /\)=\(/g,
    closings: [
      ') already exists',
      ') is not present in table',
      ') is still referenced from',
      ') is duplicated',
      ') conflicts with existing key',
      ')',
    ],
    kind: 'row',
  },
  // execPartition.c
  { opening: /row contains \([^()]{1,256}\) = \(/g, closings: [').', ')'], kind: 'row' },
  // execMain.c
  { opening: /row contains \(/g, closings: [').', ')'], kind: 'row' },
  // scan.l: for an unterminated literal, all of the rest of the file
  { opening: /at or near "/g, closings: ['" (column ', '" (SQLSTATE ', '"'], kind: 'near' },
  // MySQL, errmsg-utf8.txt: ER_PARSE_ERROR quotes up to 80 characters of the statement
  { opening: /(?:to use near|error near) '/g, closings: ["' at line "], kind: 'sql' },
  { opening: /Duplicate entry '/g, closings: ["' for key ", "'"], kind: 'row' },
  {
    opening: /(?:Incorrect|incorrect) [\w ]{1,40}value: '/g,
    closings: ["' for column ", "' for function ", "'"],
    kind: 'text',
  },
  { opening: /no partition for value /g, closings: [')'], kind: 'row' },
  // SQL Server, messages 2627, 245, 2628, 105
  { opening: /duplicate key value is \(/g, closings: [').', ')'], kind: 'row' },
  { opening: /converting the [\w ]{1,40}value '/g, closings: ["' to data type ", "'"], kind: 'text' },
  { opening: /Truncated value: '/g, closings: ["'.", "'"], kind: 'text' },
  { opening: /after the character string '/g, closings: ["'."], kind: 'text' },
  // SQLite quotes the column only where it was in quotes; the driver without C ends its words with the result code
  { opening: /no such column: (?!")/g, closings: [' (1) in line ', ' in line ', ' (1)'], kind: 'near' },
  // MongoDB E11000
  { opening: /dup key: \{/g, closings: ['}'], kind: 'row' },
  // the driver's JSON reader
  { opening: /JSON literal(?:\. Position: \d{1,9}, literal)?: /g, closings: [], kind: 'text' },
  // Cassandra
  { opening: /constant \(/g, closings: [') for "', ')'], kind: 'text' },
  { opening: /at input '/g, closings: ["' (", "'"], kind: 'near' },
  { opening: /mismatched input '/g, closings: ["' expecting", "'"], kind: 'near' },
  {
    opening: /\((?=\.{3}|[^()]{0,200}\[)(?<=input '.{0,200} \()/gs,
    closings: ['...)', ')'],
    kind: 'sql',
  },
  // ClickHouse; the word that it failed at may have quotes
  { opening: /failed at position \d{1,9} \('/g, closings: ["') (", "'"], kind: 'near' },
  { opening: /failed at position \d{1,9} \((?!')/g, closings: [') (line ', '): ', ')'], kind: 'near' },
  {
    opening: /Cannot parse (?:datetime|date|uuid|UUID|IPv[46]|Int\d{1,3}|number) (?!from )/g,
    closings: [': ', ')'],
    kind: 'text',
  },
  { opening: /Cannot convert string (?!')/g, closings: [' to type '], kind: 'text' },
  // Spanner
  { opening: /(?:\bRow|duplicate key:) \[/g, closings: ['] in t', ']'], kind: 'row' },
  { opening: /for key \(/g, closings: [') in ', '))', ')'], kind: 'row' },
  { opening: /referenced values in [\w.`]{1,128}\([^()]{1,256}\): /g, closings: [')'], kind: 'row' },
  // ClickHouse, Spanner: the statement itself
  {
    opening: /\(line \d{1,9}, col \d{1,9}\): /g,
    closings: ['. Expected one of', '. Expected', ': '],
    kind: 'sql',
  },
  {
    opening: /(?:[Ww]hile processing(?: query)?:? |[Ii]n (?:scope|query):? |In scope )'?/g,
    closings: ["', required columns: '", "'", '. '],
    kind: 'sql',
  },
  { opening: /Bad [\w ]{1,24} value: /g, closings: [')'], kind: 'text' },
  { opening: /(?<!-)statement: /g, closings: [' : Syntax error', ' : '], kind: 'sql' },
  // reloptions.c
  {
    opening: /invalid value for [a-z ]{4,16} option \\{0,3}"[^"\n]{1,66}": /g,
    closings: [' (column ', ' in line ', ' (SQLSTATE ', ')'],
    kind: 'text',
  },
  // xml.c: libxml's words, and a piece of the document
  { opening: /invalid XML [a-z ]{7,24}[,:]\s/g, closings: [' in line ', ' (SQLSTATE ', ')'], kind: 'text' },
  // CockroachDB repeats the statement
  { opening: /source SQL:\s/g, closings: [' in line ', ' (SQLSTATE ', ')'], kind: 'text' },
  // Firebird repeats a word of the statement on a line of its own
  { opening: /Token unknown - line \d{1,9}, column \d{1,9}\s/g, closings: ['\n', ')'], kind: 'near' },
  { opening: /Column unknown\s/g, closings: ['\nAt line', ' At line', ')'], kind: 'near' },
  { opening: /expected format: '/g, closings: ["'"], kind: 'text' },
  // MySQL, ER_WRONG_VALUE_FOR_VAR
  { opening: /set to the value of '/g, closings: ["'"], kind: 'near' },
  // database/mongodb/mongodb.go prints the whole command, and an agent may cut it anywhere
  {
    opening: /execute command:\[(?:\{\w{1,64} [\w.$]{1,128}\})?/g,
    closings: ['] in line '],
    kind: 'statement',
  },
  // migrate.go, runMigrations: `unknown type: %T with value: %+v`
  { opening: /with value: /g, closings: [], kind: 'text' },
];
