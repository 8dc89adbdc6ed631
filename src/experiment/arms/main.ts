/** The control, the farcaster, and its nearest rival. */
import type { ArmRecord } from './record.ts';

const lfd = 'Shou et al., DASFAA 2025 (arXiv 2505.02714)';

export const mainArms = {
  control: {
    role: 'control',
    name: 'plain run',
    subject: 'The control',
    blurb: 'Plain training, the baseline of all comparisons.',
    formula: 'w_{t+1} = w_t − η ∇L(w_t)',
    citation: null,
    label: 'control',
    usual: true,
    dash: null,
    color: ['#456a9f', '#8fb3e6'],
  },
  farcaster: {
    role: 'subject',
    name: 'farcaster',
    subject: 'Jumps',
    blurb: 'Jumps to a 1-layer forecast from a few snapshots of the window.',
    formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j',
    citation: lfd,
    label: 'farcaster',
    curve: 'with jumps',
    usual: true,
    dash: null,
    color: ['#b54a07', '#ff9a52'],
    jumps: { kind: 'fitted', columns: null, scalar: false },
  },
  scalar: {
    role: 'rival',
    name: 'single fitted scalar',
    subject: 'Fitted scalar jumps',
    blurb: 'One number for each horizon instead of three.',
    formula: 'w_n + g d,  d = w_n − w_0,  g = ⟨d, y − w_n⟩ / ⟨d, d⟩',
    citation: null,
    label: 'fitted scalar',
    dash: '2 3',
    color: ['#8a3f86', '#d9a0d6'],
    jumps: { kind: 'fitted', columns: 'ends', scalar: true },
  },
} as const satisfies Record<string, ArmRecord>;
