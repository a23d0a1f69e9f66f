/** SHA-256 (FIPS 180-4) without `crypto.subtle`, which is missing on plain http and answers too late for a search. */
const K = new Uint32Array(64);
const START = new Uint32Array(8);

/** The first 32 bits of the fractional parts of roots of primes, as the standard defines its constants. */
function fillConstants(): void {
  const fraction = (root: number): number => ((root - Math.floor(root)) * 0x1_0000_0000) >>> 0;
  let found = 0;
  for (let candidate = 2; found < 64; candidate += 1) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1)
      if (candidate % divisor === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(candidate));
    K[found] = fraction(Math.cbrt(candidate));
    found += 1;
  }
}
fillConstants();

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
const words = new Uint32Array(64);

/** The state after one block of 64 bytes. */
function compress(state: Uint32Array, block: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i += 1) {
    const p = at + i * 4;
    words[i] = (block[p]! << 24) | (block[p + 1]! << 16) | (block[p + 2]! << 8) | block[p + 3]!;
  }
  for (let i = 16; i < 64; i += 1) {
    const a = words[i - 15]!;
    const b = words[i - 2]!;
    const small = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const large = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    words[i] = words[i - 16]! + small + words[i - 7]! + large;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i += 1) {
    const first =
      (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[i]! + words[i]!) | 0;
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

const BLOCK = 64;

/** Digests of texts that begin alike: what is the same for all is hashed once. `suffix`: ASCII. The answer's eight
 *  words are the same array each time. */
export function hasher(prefix: string): (suffix: string) => Uint32Array {
  const head = new TextEncoder().encode(prefix);
  const whole = head.length - (head.length % BLOCK);
  const middle = START.slice();
  for (let at = 0; at < whole; at += BLOCK) compress(middle, head, at);
  const tail = new Uint8Array(BLOCK * 2);
  const state = new Uint32Array(8);
  const rest = head.length - whole;
  return (suffix) => {
    tail.fill(0);
    tail.set(head.subarray(whole));
    for (let i = 0; i < suffix.length; i += 1) tail[rest + i] = suffix.charCodeAt(i);
    const length = rest + suffix.length;
    tail[length] = 0x80;
    const end = length + 9 > BLOCK ? BLOCK * 2 : BLOCK;
    const bits = (head.length + suffix.length) * 8;
    for (let i = 0; i < 4; i += 1) tail[end - 1 - i] = bits >>> (8 * i);
    state.set(middle);
    for (let at = 0; at < end; at += BLOCK) compress(state, tail, at);
    return state;
  };
}

/** The digest as eight words of 32 bits. */
export const sha256 = (text: string): Uint32Array => hasher(text)("").slice();
