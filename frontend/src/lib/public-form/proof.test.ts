import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { solve, solves } from "./proof";
import { sha256 } from "./sha256";

const hex = (words: Uint32Array): string =>
  [...words].map((word) => word.toString(16).padStart(8, "0")).join("");

describe("sha256", () => {
  it("answers as node's own for every length around a block", () => {
    for (let length = 0; length < 200; length += 1) {
      const text = "斗a".repeat(length).slice(0, length);
      expect(hex(sha256(text))).toBe(createHash("sha256").update(text).digest("hex"));
    }
  });
});

describe("the proof of work", () => {
  it("is found, and is the first there is", async () => {
    const proof = await solve({ challenge: "abc", bits: 12 });
    // The same vector stands in tests/dougong/records/test_public_forms.py.
    expect(proof).toEqual({ challenge: "abc", nonce: 4959 });
    expect(solves("abc", proof.nonce, 12)).toBe(true);
    expect(Array.from({ length: proof.nonce }, (_, nonce) => solves("abc", nonce, 12))).not.toContain(true);
  });
});
