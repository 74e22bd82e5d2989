/** Compares two versions as numbers, for `sort`: below 0 when `a` is lower. Their digits may be more than a JS number can hold. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [withoutZeros(a), withoutZeros(b)];
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

/** Digits as golang-migrate prints them: a file `000012_x.up.sql` is version 12. */
export function withoutZeros(digits: string): string {
  return digits.startsWith('0') ? digits.replace(/^0+(?=\d)/, '') : digits;
}
