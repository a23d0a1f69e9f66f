const BLOCK = { w: 28, h: 17 };
const ARM = 19;
const BEAM = 11;
const STEP = BLOCK.h + ARM + BEAM;
const AXIS = 260;
const FOOT = 326;

/** 斗: a block that narrows below. */
function Block({ x, y, w, h }: { x: number; y: number; w: number; h: number }) {
  const foot = w * 0.2;
  return (
    <path
      d={`M${x - w / 2} ${y}h${w}v${h * 0.45}l${-foot} ${h * 0.55}h${2 * foot - w}l${-foot} ${-h * 0.55}z`}
    />
  );
}

/** 拱: an arm whose ends curve up. */
function Arm({ y, w }: { y: number; w: number }) {
  const r = Math.min(30, w / 5);
  const curve = ARM * 0.65;
  return (
    <path
      d={`M${AXIS - w / 2} ${y}h${w}v${ARM - curve}q0 ${curve} ${-r} ${curve}h${2 * r - w}q${-r} 0 ${-r} ${-curve}z`}
    />
  );
}

const TIERS = [
  { w: 132, blocks: 3 },
  { w: 236, blocks: 5 },
  { w: 340, blocks: 7 },
  { w: 444, blocks: 9 },
];

/** A bracket set in four tiers, from the pieces of the mark: each stands on the one below without a gap. */
export function BracketArt({ className }: { className?: string }) {
  return (
    <svg
      className={className}
      viewBox="0 0 520 430"
      fill="rgb(255 255 255 / 4%)"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden
    >
      {TIERS.map(({ w, blocks }, tier) => {
        const arm = FOOT - ARM - tier * STEP;
        const gap = (w - BLOCK.w) / (blocks - 1);
        return (
          <g key={w}>
            <Arm y={arm} w={w} />
            {Array.from({ length: blocks }, (_, index) => (
              <Block key={index} x={AXIS - (w - BLOCK.w) / 2 + index * gap} y={arm - BLOCK.h} {...BLOCK} />
            ))}
            <path d={`M${AXIS - w / 2 - 16} ${arm - BLOCK.h - BEAM}h${w + 32}v${BEAM}h${-w - 32}z`} />
          </g>
        );
      })}
      <path d={`M8 ${FOOT - 4 * STEP - 18}h504v18h-504z`} />
      <Block x={AXIS} y={FOOT} w={76} h={40} />
      <path d={`M${AXIS - 20} ${FOOT + 40}h40v62h-40z`} />
    </svg>
  );
}
