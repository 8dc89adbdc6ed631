/** Runs that figures must have something to say of: each a link whose run takes a fraction of a second. */

export interface Told {
  readonly link: string;
  /** Whether it is trained to its end; else it stands at step 0. */
  readonly trained: boolean;
  readonly arms: readonly string[];
  readonly seeds: number;
  /** Of the control and of the farcaster: how many seeds came to the end. */
  readonly going: readonly [control: number, farcaster: number];
}

const arms = ['control', 'farcaster', 'search', 'random'];
const quick = `#v=2&samples=64&layers=6&steps=120&lr=0.5&arms=${arms.join(',')}`;

/** Squared errors of a network without bounds: above some rate its seeds diverge one after the other. */
const steep = (rate: number): string =>
  `#v=2&task=ripple&samples=64&layers=6&activation=relu&steps=120&seeds=3-9&lr=${rate}&arms=${arms.join(',')}`;

/** Arms with the longest names at their curves, and more of them than have their names beside their ends. */
const named = ['control', 'farcaster', 'endpoint', 'average', 'random', 'surgery', 'scalar', 'introspection'];

export const histories = {
  empty: { link: `${quick}&seeds=2`, trained: false, arms, seeds: 2, going: [2, 2] },
  'one seed': { link: `${quick}&seeds=1`, trained: true, arms, seeds: 1, going: [1, 1] },
  '16 seeds': { link: `${quick}&seeds=16`, trained: true, arms, seeds: 16, going: [16, 16] },
  'one seed diverged': { link: steep(0.8), trained: true, arms, seeds: 7, going: [6, 6] },
  'all diverged': { link: steep(10), trained: true, arms, seeds: 7, going: [0, 0] },
  'long names': {
    link: `#v=2&samples=64&layers=12,11&steps=120&lr=0.5&seeds=101,2147483647&arms=${named.join(',')}`,
    trained: true,
    arms: named,
    seeds: 2,
    going: [2, 2],
  },
} as const satisfies Readonly<Record<string, Told>>;

export type HistoryName = keyof typeof histories;
export const historyNames = Object.keys(histories) as HistoryName[];
