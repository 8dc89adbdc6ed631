/** What every chart and setting means, in words and formulas, and how a "?" shows it. `_` lowers and `^` raises (Formula.tsx). */
import { ExplanationBody, type Explanation } from './ExplanationBody.tsx';
import { explained, type ChartExplanationId, type ExplanationId } from './explained.ts';

export const explanations: Readonly<Record<ExplanationId, Explanation>> = {
  loss: {
    text: 'For each seed, every arm trains from the same initial weights on the same batches. Lines are medians over seeds; bands are the middle half (25 to 75 %). A loss of exactly 0 counts as the lowest value and is drawn at the bottom of the log axis. If a seed’s loss is no longer finite, the seed stops: it is left out from that step on and counted below the chart. Ticks at the bottom mark jumps; a taller tick means that more seeds jumped. Rings show where each arm reaches the target loss. To change the target, drag the handle at the left of its line (on a touch screen, tap it first) or use the arrow keys: the recorded run is evaluated again, without training. Double-click or press Delete for the automatic target.',
    formulas: [
      {
        formula: '"median"_s l_{s,t}',
        meaning:
          'Over the seeds s that have not stopped by step t. It is the same on a log and a linear axis.',
      },
      {
        formula: '[ "Q"_{.25,s} l_{s,t} , "Q"_{.75,s} l_{s,t} ]',
        meaning:
          'The band: 25 and 75 % quantiles over those seeds. It shows how much seeds differ; it is not a confidence interval of the median.',
      },
      {
        formula: '"bits" = l / ln 2,  "perplexity" = exp(l)',
        meaning:
          'For a text, l is the mean cross-entropy of a character in nats; these are the same in other units.',
      },
    ],
  },
  weights: {
    text: 'Eight weights of one network. Solid: the actual weights during training. Dashed: the forecast from each anchor (dot). Dark shade: the window of the latest forecast. Light shade: the steps that it forecasts.',
    formulas: [
      {
        formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j',
        meaning:
          'The 1-layer farcaster: the inputs are the first and last weight of the window, with separate coefficients for each horizon j.',
      },
    ],
    source: 'Shou et al., DASFAA 2025 (arXiv 2505.02714)',
  },
  error: {
    text: 'The error of the forecast against the actual later weights, on the control’s networks, which never jump. Two baselines are drawn: persistence (the weights remain at w_n) and a straight line. A good forecast is below both.',
    formulas: [
      {
        formula: '"MAE"_j = (1 / P) Σ_p |ŷ_{p,j} − w_{p,n+j}|',
        meaning: 'Mean absolute error over all P weights, mean over forecasts.',
      },
      {
        formula: '"skill"_j = 1 − "MAE"_j / "MAE"_j("stay")',
        meaning: '0: no better than the persistence forecast, “stay”.',
      },
    ],
  },
  difference: {
    text: 'log10 loss of the arm with jumps minus that of the control, seed by seed, at equal cost. Below zero is better; −1 means a tenth of the loss. Both networks of a seed share data, initial weights and batches, so the jumps are the only difference.',
    formulas: [
      {
        formula: 'd_s(x) = log_{10} l_s^{jumps}(x) − log_{10} l_s^{control}(x)',
        meaning: 'At the same value x of the horizontal axis.',
      },
      {
        formula: '"median"_s d_s,  [ "Q"_{.25,s} d_s , "Q"_{.75,s} d_s ]',
        meaning:
          'Line and band, over the pairs in which neither network has stopped. If one of a pair is at loss 0, d is −∞ or ∞ and ranked accordingly; if both are, d is 0.',
      },
    ],
  },
  verdict: {
    text: 'Each seed’s target is the loss of its control after 70 % of the budget, unless you set one target for all; the metric (training, validation or test loss) is a setting. Savings are measured in gradient-step equivalents, which include fits, forecasts and every validation pass. A saving or an extra cost is claimed only with six seeds or more and an interval that excludes zero. Seeds that never reach the target are counted, without a number. The best rival is the largest of several, so “beats” and “loses” require a paired difference that is significant after correction for their number.',
    formulas: [
      {
        formula: '"saved"_s = 1 − C_s^{jumps} / C_s^{control}',
        meaning: 'C: cost in gradient-step equivalents when the target was first reached.',
      },
      {
        formula: '"median"_s "saved"_s',
        meaning:
          'With its 95 % interval from interpolated order statistics (Hettmansperger and Sheather), and the number of seeds that saved anything.',
      },
      {
        formula: 'Δ_s = "saved"_s^{jumps} − "saved"_s^{rival}',
        meaning:
          'Paired difference, with its median and interval; signed-rank test with Holm’s correction over the rivals.',
      },
    ],
  },
  quality: {
    text: 'How good the forecasts were, on networks that did not jump in the meantime: those of the control for every horizon, and those of a network forecaster for the one horizon it was trained for. If jumps are allowed, an arm’s own scores come mostly from forecasts that were rejected on the validation split.',
    formulas: [
      {
        formula: '"skill"_j = 1 − "MAE"_j / "MAE"_j("stay")',
        meaning: '0: no better than the persistence forecast, “stay”.',
      },
      {
        formula: '⟨ŷ − w_n, w_{n+j} − w_n⟩ / (‖ŷ − w_n‖ ‖w_{n+j} − w_n‖)',
        meaning: 'Cosine between the forecast displacement and the true one, mean over forecasts.',
      },
      {
        formula: '‖ŷ − w_n‖ / ‖w_{n+j} − w_n‖',
        meaning: 'Norm ratio, geometric mean over forecasts: 1 is the right length.',
      },
    ],
  },
  coefficients: {
    text: 'The coefficients of the latest fit of one network and, dashed, those of weights that all decay at one common rate. You can save them to a file or open a file: its coefficients become the experiment’s frozen coefficients and part of its link, as one change that you can undo. This requires two inputs and a window of the same length.',
    formulas: [
      {
        formula: 'A_{nj} = (1 − r^{n+j}) / (1 − r^n),  A_{0j} = 1 − A_{nj},  g_j = A_{nj} − 1',
        meaning:
          'Dashed: the closed form at the rate r for which the sum of g over all horizons equals that of the fit.',
      },
    ],
    source: 'Shou et al., DASFAA 2025 (arXiv 2505.02714)',
  },
  task: {
    text: 'What the network learns. Every seed draws its own examples (images and texts are the same for all seeds), in three splits: training, validation (which chooses how far to jump and accepts or rejects jumps) and test.',
    formulas: [],
  },
  network: {
    text: 'A multilayer perceptron: every layer multiplies by its weights, adds its biases and, except for the last, applies the activation. For images also a convolutional network: stages of filters that are moved over the image. Texts are read by a transformer: blocks of attention and feed-forward layers.',
    formulas: [{ formula: 'h_{l+1} = φ(W_l h_l + b_l)', meaning: 'All W and b together are the weights w.' }],
  },
  optimizer: {
    text: 'How a gradient becomes a step. All arms use the same optimizer on the same batches, unless the arm itself changes it.',
    formulas: [
      { formula: 'w_{t+1} = w_t − η ∇L(w_t)', meaning: 'Plain gradient descent at the learning rate η.' },
    ],
  },
  farcaster: {
    text: 'One linear layer from a few snapshots of a window to the weights many steps ahead, for all horizons at once. By default it is fitted within the window only: the first part serves as a shorter window, the rest as its future.',
    formulas: [
      {
        formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j',
        meaning: 'With the first and the last snapshot as inputs.',
      },
      {
        formula: 'A_{nj} = (1 − r^{n+j}) / (1 − r^n),  A_{0j} = 1 − A_{nj}',
        meaning: 'Exact if all weights decay at one common rate r.',
      },
    ],
    source: 'Shou et al., DASFAA 2025 (arXiv 2505.02714); fitting within the window is our reading.',
  },
  jumps: {
    text: 'At regular intervals, all candidate horizons are tried on the validation split, and the best one is adopted if the acceptance rule allows it. A rejected jump leaves the training bit-identical.',
    formulas: [
      { formula: 'w ← w_n + α (ŷ_j − w_n)', meaning: 'An accepted jump, at damping α.' },
      {
        formula: 'j = argmin_j L_{val}(ŷ_j),  L_{val}(ŷ_j) < L_{val}(w_n)',
        meaning: 'Search for the best candidate, and the strict acceptance rule.',
      },
    ],
  },
  arms: {
    text: 'An arm is one treatment. All arms of a seed share data, initial weights and batch order, so they are compared in pairs. Rivals are trivial alternatives without a learned forecast; placebos should not help. Hover over an arm to see its formula and source.',
    formulas: [],
  },
  sweep: {
    text: 'One experiment for each value of a setting, or for each combination of two, with all arms and seeds in each. The Sweep panel below the charts runs it and shows the cost to reach one target loss and what was saved. For a learning rate or a batch size it also shows the saving at every other target, with the control at its best value for each.',
    formulas: [],
  },
};

export const chartExplanations: readonly ChartExplanationId[] = ['loss', 'weights', 'error', 'difference'];

export default function ExplanationOf({ what }: { readonly what: ExplanationId }) {
  return <ExplanationBody title={explained[what]} {...explanations[what]} />;
}
