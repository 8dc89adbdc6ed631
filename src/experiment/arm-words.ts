/** What every arm is called, what it does, its formula and where it comes from. */
import type { ArmId } from './fields.ts';

export interface ArmWords {
  /** `subject`: what is studied; `forecaster`: another learned forecast; `rival`: trivial; `placebo`: must not work. */
  readonly role: 'control' | 'subject' | 'forecaster' | 'rival' | 'placebo';
  /** Within a sentence, after an article, unless `bare`. */
  readonly name: string;
  /** Set where the name takes no article. */
  readonly bare?: true;
  /** At the start of a sentence, plural or singular as it stands before "reached". */
  readonly subject: string;
  readonly blurb: string;
  /** `_` lowers and `^` raises the next letter or group in braces. */
  readonly formula: string;
  readonly citation: string | null;
}

const lfd = 'Shou et al., DASFAA 2025 (arXiv 2505.02714)';

export const armWords: Readonly<Record<ArmId, ArmWords>> = {
  control: {
    role: 'control',
    name: 'plain run',
    subject: 'The control',
    blurb: 'Plain training: the zero line.',
    formula: 'w_{t+1} = w_t − η ∇L(w_t)',
    citation: null,
  },
  farcaster: {
    role: 'subject',
    name: 'farcaster',
    subject: 'Jumps',
    blurb: 'Jumps to a 1-layer forecast from a few snapshots of the window.',
    formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j',
    citation: lfd,
  },
  scalar: {
    role: 'rival',
    name: 'single fitted scalar',
    subject: 'Fitted scalar jumps',
    blurb: 'One number for each horizon instead of three.',
    formula: 'w_n + g d,  d = w_n − w_0,  g = ⟨d, y − w_n⟩ / ⟨d, d⟩',
    citation: null,
  },
  search: {
    role: 'rival',
    name: 'plain line search',
    subject: 'Line search jumps',
    blurb: 'Nothing is fitted: the validation split alone picks the best point along the window.',
    formula: 'argmin_g L_{val}(w_n + g (w_n − w_0))',
    citation: 'Rahamim et al., Fast Forward, EMNLP 2024 (arXiv 2409.04206)',
  },
  endpoint: {
    role: 'rival',
    name: 'endpoint line',
    subject: 'Endpoint line jumps',
    blurb: 'Goes on along the whole window at the speed so far, to the farthest horizon. Overshoots.',
    formula: 'w_n + (j / n) (w_n − w_0)',
    citation: null,
  },
  recent: {
    role: 'rival',
    name: 'recent line',
    subject: 'Recent line jumps',
    blurb: 'Goes on along the newest quarter of the window.',
    formula: 'w_n + (j / q) (w_n − w_{n−q})',
    citation: 'linear fit in Jang et al., ICML 2023',
  },
  quadratic: {
    role: 'rival',
    name: 'quadratic extrapolation',
    subject: 'Quadratic jumps',
    blurb: 'A parabola through three snapshots; its bend is clipped to the size of its slope.',
    formula: 'w_n + k D + ½ k (k + 1) D_2,  k = j / q',
    citation: 'Newton–Gregory extrapolation',
  },
  aitken: {
    role: 'rival',
    name: 'geometric extrapolation',
    subject: 'Aitken jumps',
    blurb: 'Assumes one decay rate for each layer, estimated from two differences.',
    formula: 'w_n + D r (1 − r^k) / (1 − r),  r = ⟨D, D′⟩ / ⟨D′, D′⟩',
    citation: 'Aitken, Proc. R. Soc. Edinburgh 46, 1926',
  },
  columns: {
    role: 'forecaster',
    name: '1-layer forecast from all columns',
    subject: 'All-column jumps',
    blurb: 'The same 1-layer forecast from every snapshot of the window: does more input help?',
    formula: 'ŷ_j = Σ_i A_{ij} w_i + b_j',
    citation: lfd,
  },
  points: {
    role: 'forecaster',
    name: 'four-point linear forecast',
    subject: 'Four-point jumps',
    blurb: '1-layer forecast from the four snapshots that Introspection uses.',
    formula: 'ŷ_j = Σ A_{ij} w_i + b_j,  i = 0, .4n, .7n, n',
    citation: 'inputs of Sinha et al., ICLR 2017 (arXiv 1704.04959)',
  },
  introspection: {
    role: 'forecaster',
    name: 'Introspection-style network',
    subject: 'Introspection jumps',
    blurb: 'A 4–100–1 ReLU network trained here on the other seeds’ runs. Its training is not charged.',
    formula: 'ŵ_{2t} = f(w_t, w_{.7t}, w_{.4t}, w_0)',
    citation:
      'Sinha et al., ICLR 2017 (arXiv 1704.04959); US patent 10,755,199 covers networks on four or more history values',
  },
  wnn: {
    role: 'forecaster',
    name: 'WNN-style network',
    subject: 'WNN-style jumps',
    blurb:
      'A two-stream network on five snapshots and their differences, trained here. Its training is not charged.',
    formula: 'ŵ = w_n + 2 s tanh f(w̄_{0..4}, Δw̄_{1..4})',
    citation: 'after Jang et al., ICML 2023',
  },
  average: {
    role: 'rival',
    name: 'weight average',
    subject: 'Averaging',
    blurb:
      'Evaluates the mean of the latest snapshots and never trains from it: averaging looks like rate decay.',
    formula: 'w̄_t = (1 / k) Σ_i w_{t−i}',
    citation: 'LAWA: Kaddour 2022 (arXiv 2209.14981)',
  },
  lookahead: {
    role: 'rival',
    name: 'Lookahead',
    bare: true,
    subject: 'Lookahead',
    blurb: 'Every five steps, half way back to slow weights.',
    formula: 'φ ← φ + a (θ_k − φ),  k = 5,  a = .5',
    citation: 'Zhang et al., NeurIPS 2019 (arXiv 1907.08610)',
  },
  random: {
    role: 'placebo',
    name: 'random jump',
    subject: 'Random jumps',
    blurb: 'Placebo: a random direction, as far as the farcaster of the same seed jumped, whenever it did.',
    formula: 'w_n + u,  ‖u‖ = ‖jump‖',
    citation: null,
  },
  surgery: {
    role: 'placebo',
    name: 'change of optimizer state alone',
    subject: 'State surgery',
    blurb:
      'Placebo: the same change of optimizer state whenever the farcaster of the same seed jumps, and no jump. With state kept it is the control.',
    formula: 'm, v ← 0,  w unchanged',
    citation: null,
  },
  faster: {
    role: 'rival',
    name: 'doubled learning rate',
    subject: 'A doubled learning rate',
    blurb: 'Plain training at twice the rate: an untuned rate flatters any jump.',
    formula: 'η → 2η',
    citation: null,
  },
  decay: {
    role: 'rival',
    name: 'decayed learning rate',
    subject: 'A decayed learning rate',
    blurb: 'Plain training with a rate that falls to zero along a cosine.',
    formula: 'η_t = ½ η (1 + cos(π t / T))',
    citation: 'Loshchilov & Hutter, SGDR (arXiv 1608.03983)',
  },
  momentum: {
    role: 'rival',
    name: 'momentum of .9',
    bare: true,
    subject: 'Momentum of .9',
    blurb:
      'Plain training with momentum .9 at the same rate: along a steady slope ten times the step, for nothing but one more number a weight.',
    formula: 'v ← .9 v + ∇L(w_t),  w_{t+1} = w_t − η v',
    citation: 'Polyak, USSR Comput. Math. Math. Phys. 4 (5), 1964',
  },
};

/** Whether the verdict measures the farcaster against it: anything that needs no learned forecast. */
export const isTrivial = (arm: ArmId): boolean =>
  armWords[arm].role === 'rival' || armWords[arm].role === 'placebo';
