import { BarcodeFormat, MultiFormatWriter } from "@zxing/library";
import { afterEach, describe, expect, it, vi } from "vitest";
import { detectorFor } from "./code-detector";
import { readerFor, textIn } from "./code-reader";

type Pixels = { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number };

/** Black on white, four bytes a pixel. */
function pixels(width: number, height: number, black: (x: number, y: number) => boolean): Pixels {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      if (black(x, y)) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return { data, width, height };
}

function qrOf(text: string): Pixels {
  const code = new MultiFormatWriter().encode(text, BarcodeFormat.QR_CODE, 240, 240, new Map());
  return pixels(240, 240, (x, y) => code.get(x, y));
}

/** EAN-13 of 6901234567892, by its own table: the first digit says which of the left six are mirrored. */
function eanOf(): boolean[] {
  const left = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011".split(" ");
  const flip = (bits: string) => bits.replace(/[01]/g, (bit) => (bit === "0" ? "1" : "0"));
  const mirrored = left.map((bits) => [...flip(bits)].reverse().join(""));
  const digits = [..."6901234567892"].map(Number);
  const parity = "LGGGLL"; // of a leading 6
  const start = digits.slice(1, 7).map((digit, at) => (parity[at] === "L" ? left : mirrored)[digit]!);
  const end = digits.slice(7).map((digit) => flip(left[digit]!));
  return [..."101", ...start.join(""), ..."01010", ...end.join(""), ..."101"].map((bit) => bit === "1");
}

describe("reading codes where the browser can't", () => {
  it("reads a QR code with Chinese text, and nothing where nothing is or another code is wanted", () => {
    const picture = qrOf("资产 A-0042");
    expect(textIn(picture, readerFor([]))).toBe("资产 A-0042");
    expect(textIn(picture, readerFor(["qr"]))).toBe("资产 A-0042");
    expect(textIn(picture, readerFor(["ean_13"]))).toBeNull();
    expect(
      textIn(
        pixels(64, 64, () => false),
        readerFor([]),
      ),
    ).toBeNull();
    expect(textIn(null, readerFor([]))).toBeNull();
  });

  it("reads a bar code that lies and one that stands", () => {
    const bars = eanOf();
    const bar = (at: number) => bars[Math.floor((at - 40) / 3)] ?? false;
    expect(textIn(pixels(365, 120, bar), readerFor(["ean_13"]))).toBe("6901234567892");
    expect(
      textIn(
        pixels(120, 365, (_x, y) => bar(y)),
        readerFor([]),
      ),
    ).toBe("6901234567892");
  });
});

describe("the browser's own detector", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it("is asked by the browser's names of the codes, when it knows them all", async () => {
    const asked: string[][] = [];
    class Detector {
      static getSupportedFormats = async () => ["qr_code", "pdf417", "ean_13"];
      constructor({ formats }: { formats: string[] }) {
        asked.push(formats);
      }
      detect = async () => [{ rawValue: "hello" }];
    }
    vi.stubGlobal("BarcodeDetector", Detector);
    const look = await detectorFor(["qr", "pdf_417"]);
    expect(await look({} as HTMLVideoElement)).toBe("hello");
    expect(asked).toEqual([["qr_code", "pdf417"]]);
  });

  it("is not asked again once it has failed: ours looks instead", async () => {
    const detect = vi.fn().mockRejectedValue(new DOMException("unavailable", "NotSupportedError"));
    class Detector {
      static getSupportedFormats = async () => ["qr_code"];
      detect = detect;
    }
    vi.stubGlobal("BarcodeDetector", Detector);
    vi.stubGlobal("document", { createElement: () => ({ getContext: () => null }) });
    const look = await detectorFor(["qr"]);
    const video = { videoWidth: 10, videoHeight: 10 } as HTMLVideoElement;
    expect([await look(video), await look(video)]).toEqual([null, null]);
    expect(detect).toHaveBeenCalledTimes(1);
  });
});
