/** Other learned forecasts. The networks are in core/forecast/networks. */
import type { ArmRecord } from './record.ts';

const lfd = 'Shou et al., DASFAA 2025 (arXiv 2505.02714)';

export const learnedArms = {
  columns: {
    role: 'forecaster',
    name: '1-layer forecast from all snapshots',
    subject: 'All-snapshot jumps',
    blurb: 'The same 1-layer forecast from every snapshot of the window: do more inputs help?',
    formula: 'ŷ_j = Σ_i A_{ij} w_i + b_j',
    citation: lfd,
    label: 'all snapshots',
    dash: '5 2',
    color: ['#5b4fa3', '#b3a8f0'],
    jumps: { kind: 'fitted', columns: 'all', scalar: false },
  },
  points: {
    role: 'forecaster',
    name: 'four-point linear forecast',
    subject: 'Four-point jumps',
    blurb: 'The 1-layer forecast from the four snapshots that Introspection uses.',
    formula: 'ŷ_j = Σ A_{ij} w_i + b_j,  i = 0, .4n, .7n, n',
    citation: 'inputs of Sinha et al., ICLR 2017 (arXiv 1704.04959)',
    label: 'four points',
    dash: '5 2 1 2',
    color: ['#83519c', '#d0a5e6'],
    jumps: { kind: 'fitted', columns: 'four', scalar: false },
  },
  introspection: {
    role: 'forecaster',
    name: 'Introspection-style network',
    subject: 'Introspection jumps',
    blurb: 'A 4–100–1 ReLU network trained here on the other seeds’ runs. Its training is not charged.',
    formula: 'ŵ_{2t} = f(w_t, w_{.7t}, w_{.4t}, w_0)',
    citation:
      'Sinha et al., ICLR 2017 (arXiv 1704.04959); US patent 10,755,199 covers networks on four or more history values',
    label: 'Introspection net',
    dash: '3 2',
    color: ['#a0357a', '#f09bcb'],
    // Forecasts w_2t from w_t.
    jumps: { kind: 'network', network: 'introspection', at: [0, 0.4, 0.7, 1], ahead: 1 },
  },
  wnn: {
    role: 'forecaster',
    name: 'WNN-style network',
    subject: 'WNN-style jumps',
    blurb:
      'A two-stream network on five snapshots and their differences, trained here. Its training is not charged.',
    formula: 'ŵ = w_n + 2 s tanh f(w̄_{0..4}, Δw̄_{1..4})',
    citation: 'after Jang et al., ICML 2023',
    label: 'WNN-style net',
    dash: '12 3 3 3',
    color: ['#3f5f6f', '#a3c4d4'],
    // As many snapshots ahead as it looks back on.
    jumps: { kind: 'network', network: 'wnn', at: [0, 0.25, 0.5, 0.75, 1], ahead: 1.25 },
  },
} as const satisfies Record<string, ArmRecord>;
