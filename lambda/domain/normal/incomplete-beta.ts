/** Coefficients of Lanczos' approximation for g = 7. @see https://www.rskey.org/lanczos.htm */
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
const FIRST_COEFFICIENT = 0.9999999999998099;
const HALF_LN_TWO_PI = 0.9189385332046728;

/** The continued fraction has converged when a step changes it by less than this. */
const EPSILON = 1e-15;
const MOST_STEPS = 500;
/** Stands for zero where the algorithm of Lentz would divide by zero. */
const TINY = 1e-300;

/** Natural logarithm of the gamma function, for x ≥ 0.5. */
export function lnGamma(x: number): number {
  const z = x - 1;
  const sum = LANCZOS.reduce((total, each, i) => total + each / (z + i + 1), FIRST_COEFFICIENT);
  const t = z + 7.5;
  return HALF_LN_TWO_PI + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The regularised incomplete beta function I_x(a, b), for a and b ≥ 0.5.
 *
 * @param x from 0 to 1
 * @param rest 1 - x. Passed separately because the difference has few digits if x is near 1.
 * @see https://dlmf.nist.gov/8.17#v the continued fraction, here by the algorithm of Lentz
 */
export function incompleteBeta(a: number, b: number, x: number, rest: number): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, rest, x);
  const front = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log(rest));
  return (front * fraction(a, b, x)) / a;
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 0;
  let value = 1;
  for (let i = 0; i <= MOST_STEPS; i++) {
    const m = i >> 1;
    const term =
      i === 0
        ? 1
        : i % 2 === 0
          ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
          : -((a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + term * d);
    c = notZero(1 + term / c);
    value *= c * d;
    if (Math.abs(1 - c * d) < EPSILON) break;
  }
  return value - 1;
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
