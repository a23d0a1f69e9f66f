/** Sizes and order of the words of a cloud. */

const SMALLEST = 13;
const LARGEST = 40;
export const MOST_WORDS = 120;

const WIDE_FROM = 0x2e80;
/** Lines of different heights leave gaps: so much of the room is filled. */
const FILLED = 0.72;

/** About how wide a word is, in its own size: Chinese signs are square, others half as wide. */
const widthOf = (word: string): number =>
  [...word].reduce((sum, sign) => sum + (sign.codePointAt(0)! >= WIDE_FROM ? 1 : 0.56), 0);

/** By how much the words must shrink to be seen together in a room of so many square pixels; never grow. */
export function shrinkOf(words: readonly { word: string; size: number }[], room: number): number {
  const wanted = words.reduce(
    (sum, { word, size }) => sum + (widthOf(word) * size + 14) * (size * 1.25 + 2),
    0,
  );
  return wanted > 0 ? Math.min(1, Math.sqrt((room * FILLED) / wanted)) : 1;
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
