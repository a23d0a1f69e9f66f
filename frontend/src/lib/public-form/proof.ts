/** The work a public form asks for before it takes an answer: a number whose hash begins with zero bits. */
import { hasher } from "./sha256";

export interface Challenge {
  challenge: string;
  bits: number;
}
export interface Proof {
  challenge: string;
  nonce: number;
}

/** Hashes between two looks at the clock. */
const STEP = 256;
/** How long the page may stand still, in milliseconds. */
const STILL_MS = 12;

const isSolved = ([first = 0, second = 0]: Uint32Array, bits: number): boolean =>
  bits <= 32 ? bits === 0 || first >>> (32 - bits) === 0 : first === 0 && second >>> (64 - bits) === 0;

export const solves = (challenge: string, nonce: number, bits: number): boolean =>
  isSolved(hasher(`${challenge}:`)(String(nonce)), bits);

/** Searches from 0 on, and lets the page breathe meanwhile. */
export async function solve({ challenge, bits }: Challenge): Promise<Proof> {
  let rested = performance.now();
  const digest = hasher(`${challenge}:`);
  for (let nonce = 0; ; nonce += 1) {
    if (isSolved(digest(String(nonce)), bits)) return { challenge, nonce };
    if (nonce % STEP === 0 && performance.now() - rested > STILL_MS) {
      await new Promise((resolve) => setTimeout(resolve));
      rested = performance.now();
    }
  }
}
