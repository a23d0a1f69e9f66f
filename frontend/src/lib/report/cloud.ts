/** Sizes and order of the words of a cloud. */

const SMALLEST = 13;
const LARGEST = 40;
export const MOST_WORDS = 120;

const WIDE_FROM = 0x2e80;
/** About how wide a word is, in its own size: Chinese signs are square, others half as wide. */
const widthOf = (word: string): number =>
  [...word].reduce((sum, sign) => sum + (sign.codePointAt(0)! >= WIDE_FROM ? 1 : 0.56), 0);

export interface Room {
  width: number;
  height: number;
}
const BESIDE = 14;
const BETWEEN = 2;
const LINE = 1.3;
const SMALLEST_SCALE = 0.3;

/** How high the words stand in lines of this width, in the order they are set. */
function heightIn(width: number, words: readonly { word: string; size: number }[], scale: number): number {
  let [height, line, used] = [0, 0, 0];
  for (const { word, size } of words) {
    const wide = widthOf(word) * size * scale + BESIDE;
    if (used > 0 && used + wide > width) {
      height += line + BETWEEN;
      [line, used] = [0, 0];
    }
    used += wide;
    line = Math.max(line, size * scale * LINE);
  }
  return height + line;
}

/** By how much the words must shrink to be seen together; they never grow. */
export function shrinkOf(words: readonly { word: string; size: number }[], room: Room | null): number {
  if (!room || words.length === 0) return 1;
  let scale = 1;
  while (scale > SMALLEST_SCALE && heightIn(room.width, words, scale) > room.height) scale -= 0.05;
  return scale;
}

/** The first 120 words; the area of a word follows its value, the largest stands in the middle of the order. */
export function cloudOf<W extends { word: string; value: number }>(
  words: readonly W[],
): (W & { size: number; rank: number })[] {
  const shown = words.slice(0, MOST_WORDS);
  const high = Math.sqrt(Math.max(...shown.map((word) => word.value), 0));
  const low = Math.sqrt(Math.min(...shown.map((word) => word.value), high * high));
  const sized = shown.map((word, rank) => {
    const part = high === low ? 0.4 : (Math.sqrt(word.value) - low) / (high - low);
    return { ...word, rank, size: Math.round(SMALLEST + part * (LARGEST - SMALLEST)) };
  });
  const left = sized.filter((_, at) => at % 2 === 1).reverse();
  return [...left, ...sized.filter((_, at) => at % 2 === 0)];
}
