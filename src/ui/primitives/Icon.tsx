/** The few line icons there are. Decorative: the button around one carries the words. */
const shapes = {
  play: 'M5 3.5v9l7.5-4.5z',
  pause: 'M5 3.5v9M11 3.5v9',
  rewind: 'M4 3.5v9M12.5 3.5v9L6 8z',
  step: 'M12 3.5v9M3.5 3.5v9L10 8z',
  jump: 'M2.5 12.5C3.5 5.5 9.5 3.5 13 8M13.2 3.8V8.2H8.8',
  reset: 'M3.2 6.2A5.2 5.2 0 1 1 3 9.6M3 2.8v3.6h3.6',
  close: 'M4 4l8 8M12 4l-8 8',
  down: 'M4.5 6.5L8 10l3.5-3.5',
  up: 'M4.5 9.5L8 6l3.5 3.5',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6',
  save: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M2.8 13h10.4',
  chart: 'M2.5 3v10h11M4.5 10.5l3-4 2.5 2 3.5-5',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1',
  dark: 'M13 9.6A5.4 5.4 0 0 1 6.4 3 5.4 5.4 0 1 0 13 9.6z',
  present: 'M2 3h12M3 3v7.5h10V3M8 10.5v3M5.5 13.5h5',
  scenes: 'M2.5 5.5h9v8h-9zM5 5.5v-3h8.5v8h-2',
  system: 'M2.5 3.5h11v7.2h-11zM6 13h4',
} as const;

export type IconName = keyof typeof shapes;

const filled: readonly IconName[] = ['play', 'rewind', 'step'];

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={filled.includes(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={name === 'pause' ? 2.4 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
