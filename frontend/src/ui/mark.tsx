/** The product's mark: one bracket set seen from the front. Beam, three blocks, arm, great block, column. */
export function Mark({ size = 24, title }: { size?: number; title?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="currentColor"
      role={title ? "img" : undefined}
      aria-label={title}
      aria-hidden={title ? undefined : true}
    >
      <path d="M2 2h28v3H2z" />
      <path d="M4 6.5h6v2L8.8 11H5.2L4 8.5zM13 6.5h6v2L17.8 11h-3.6L13 8.5zM22 6.5h6v2L26.8 11h-3.6L22 8.5z" />
      <path d="M3 12.5h26V14c0 3-2.5 5-6 5H9c-3.5 0-6-2-6-5z" />
      <path d="M10.5 20.5h11V23l-2 3h-7l-2-3z" />
      <path d="M13 27.5h6V31h-6z" />
    </svg>
  );
}
