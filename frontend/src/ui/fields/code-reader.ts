/** Reads codes from pixels, where the browser can't (ZXing). Large: imported by `code-detector` when needed. */
import {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  Exception,
  HybridBinarizer,
  MultiFormatReader,
  RGBLuminanceSource,
} from "@zxing/library";

const FORMATS: Record<string, BarcodeFormat> = {
  qr: BarcodeFormat.QR_CODE,
  data_matrix: BarcodeFormat.DATA_MATRIX,
  pdf_417: BarcodeFormat.PDF_417,
  aztec: BarcodeFormat.AZTEC,
  code_128: BarcodeFormat.CODE_128,
  code_39: BarcodeFormat.CODE_39,
  ean_13: BarcodeFormat.EAN_13,
  ean_8: BarcodeFormat.EAN_8,
  upc_a: BarcodeFormat.UPC_A,
  itf: BarcodeFormat.ITF,
};

/** For the field's `formats`; none: all of them. */
export function readerFor(formats: string[]): MultiFormatReader {
  const wanted = (formats.length ? formats : Object.keys(FORMATS)).flatMap((format) => FORMATS[format] ?? []);
  const reader = new MultiFormatReader();
  reader.setHints(
    new Map<DecodeHintType, unknown>([
      [DecodeHintType.POSSIBLE_FORMATS, wanted],
      [DecodeHintType.TRY_HARDER, true],
    ]),
  );
  return reader;
}

type Picture = Pick<ImageData, "data" | "width" | "height">;

/** The text of the code in the picture; null when none is seen whole. Lines are looked for across and upright. */
export function textIn(picture: Picture | null, reader: MultiFormatReader): string | null {
  if (!picture) return null;
  const { width, height } = picture;
  const grey = greyOf(picture);
  return read(grey, width, height, reader) ?? read(turned(grey, width, height), height, width, reader);
}

function read(grey: Uint8ClampedArray, width: number, height: number, reader: MultiFormatReader) {
  try {
    const source = new RGBLuminanceSource(grey, width, height);
    return reader.decodeWithState(new BinaryBitmap(new HybridBinarizer(source))).getText() || null;
  } catch (error) {
    if (error instanceof Exception) return null; // nothing there, or not sharp enough yet
    throw error;
  }
}

/** Green counts double, as eyes see it. */
function greyOf({ data, width, height }: Picture): Uint8ClampedArray {
  const grey = new Uint8ClampedArray(width * height);
  for (let at = 0; at < grey.length; at += 1)
    grey[at] = (data[at * 4]! + 2 * data[at * 4 + 1]! + data[at * 4 + 2]!) >> 2;
  return grey;
}

/** By a quarter. */
function turned(grey: Uint8ClampedArray, width: number, height: number): Uint8ClampedArray {
  const other = new Uint8ClampedArray(grey.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) other[x * height + (height - 1 - y)] = grey[y * width + x]!;
  return other;
}
