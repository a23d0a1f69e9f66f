/** A bracket set in three tiers, drawn from the same three pieces as the mark: block, arm, beam. */
function Block({ x, y, w }: { x: number; y: number; w: number }) {
  const h = w * 0.62;
  return (
    <path
      d={`M${x - w / 2} ${y} h${w} v${h * 0.5} l${-w * 0.2} ${h * 0.5} h${-w * 0.6} l${-w * 0.2} ${-h * 0.5}z`}
    />
  );
}

function Arm({ x, y, w }: { x: number; y: number; w: number }) {
  const h = 15;
  const r = Math.min(24, w / 5);
  return (
    <path
      d={`M${x - w / 2} ${y} h${w} v${h * 0.3} q0 ${h * 0.7} ${-r} ${h * 0.7} h${-(w - 2 * r)} q${-r} 0 ${-r} ${-h * 0.7}z`}
    />
  );
}

const TIERS = [
  { y: 286, w: 120, blocks: 3 },
  { y: 228, w: 228, blocks: 5 },
  { y: 170, w: 336, blocks: 7 },
  { y: 112, w: 444, blocks: 9 },
];

export function BracketArt({ className }: { className?: string }) {
  const x = 260;
  return (
    <svg
      className={className}
      viewBox="0 0 520 420"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden
    >
      <path d="M20 40 h480 v16 h-480z M0 24 h520 v16 h-520z" />
      {TIERS.map((tier) => (
        <g key={tier.y}>
          <Arm x={x} y={tier.y} w={tier.w} />
          {Array.from({ length: tier.blocks }, (_, index) => {
            const step = (tier.w - 26) / (tier.blocks - 1);
            return <Block key={index} x={x - (tier.w - 26) / 2 + index * step} y={tier.y - 20} w={24} />;
          })}
          <path d={`M${x - tier.w / 2 - 22} ${tier.y - 36} h${tier.w + 44} v13 h${-(tier.w + 44)}z`} />
        </g>
      ))}
      <Block x={x} y={306} w={64} />
      <path d={`M${x - 18} 348 h36 v72 h-36z`} />
    </svg>
  );
}
