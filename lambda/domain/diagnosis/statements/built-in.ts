/**
 * Built-in functions that write nothing, and keywords that may come before a parenthesis.
 *
 * Any other name may be a user's routine, which may write. A name that is missing here only makes a verdict more careful.
 */
const WRITE_NOTHING = new Set(
  `
  abs age all and any array array_agg array_length as avg between by bit_and bit_or bool_and bool_or btrim cardinality cast ceil
  ceiling char_length char coalesce column concat concat_ws connection_id convert count current_database current_date current_schema
  current_setting current_timestamp current_user curdate curtime database date date_add date_format date_sub date_trunc datediff
  decode default dense_rank distinct encode exists extract field find_in_set first_value floor foreign format from gen_random_uuid
  generate_series get_lock greatest group_concat hex if ifnull in index instr int integer interval is_free_lock json_agg json_array
  json_build_object json_extract json_object json_unquote jsonb_agg jsonb_build_object jsonb_set key lag last_insert_id last_value
  lead least left length limit ln localtimestamp locate log lower lpad ltrim make_date max md5 min mod month not now nullif
  numeric on or over overlay partition percent_rank pg_advisory_lock pg_advisory_unlock pg_backend_pid pg_sleep pi position power
  primary quote_ident quote_literal rand random rank references regexp_replace release_lock repeat replace returning reverse right
  round row row_number row_to_json rpad rtrim select set set_config sha1 sha2 sign sleep some split_part sqrt starts_with str_to_date
  string_agg strpos substr substring sum table time timestamp to_char to_date to_json to_jsonb to_number to_timestamp translate trim
  trunc unhex unique unix_timestamp unnest update upper user using uuid uuid_generate_v4 value values varchar version when where
  with year
  `
    .trim()
    .split(/\s+/),
);

const CALL = /(?<![\p{L}\p{N}_$])([\p{L}_][\p{L}\p{N}_$]*)["`]?\s*\(/gu;

/** Does `text` call a function that may be a user's routine? */
export function callsUnknown(text: string): boolean {
  for (const [, name] of text.matchAll(CALL)) if (!WRITE_NOTHING.has(name!.toLowerCase())) return true;
  return false;
}
