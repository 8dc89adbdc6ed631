/** What every chart and panel shows, in words and formulas. Words only; `_` lowers and `^` raises (typeset.ts). */
import type { ChartExplanationId, ExplanationId } from './explained.ts';
import type { Explanation } from './ExplanationBody.tsx';

export const explanations: Readonly<Record<ExplanationId, Explanation>> = {
  loss: {
    text: 'Every seed trains once plainly and once in every other arm, from the same weights, on the same batches. Lines are medians over seeds, bands hold their middle half. A seed whose loss is exactly 0 counts as the lowest; on the log axis 0 lies on the floor. A seed that stopped (its loss was not finite) is left out from there on, and counted under the chart. Ticks at the bottom mark jumps: taller, more seeds jumped. Rings show where each arm reaches the target. Its line has a handle at the left: drag it (on a touch screen, tap it first), or move it by arrow keys, and what is recorded is judged anew; a double click or Delete makes it automatic again.',
    formulas: [
      {
        formula: '"median"_s l_{s,t}',
        meaning: 'Over the seeds s that have not stopped by step t; the same on both axes.',
      },
      {
        formula: '[ "Q"_{.25,s} l_{s,t} , "Q"_{.75,s} l_{s,t} ]',
        meaning:
          'The band: 25 and 75 % quantiles over those seeds. How much seeds differ, not an interval of the median.',
      },
    ],
  },
  weights: {
    text: 'Eight weights of one network. Solid is what training did, dashed is what the forecast said from each anchor (dot) on. The darker shade is the window that the newest forecast saw, the lighter one the span it speaks of.',
    formulas: [
      {
        formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j',
        meaning:
          'The 1-layer farcaster: first and last weight of the window, one set of coefficients for each horizon j.',
      },
    ],
    source: 'Shou et al., DASFAA 2025 (arXiv 2505.02714)',
  },
  error: {
    text: 'How far the forecast was from what the weights then did, on the control’s networks, which never jump, beside two simple rivals: staying put and going on in a straight line. Below both is good.',
    formulas: [
      {
        formula: '"MAE"_j = (1 / P) Σ_p |ŷ_{p,j} − w_{p,n+j}|',
        meaning: 'Mean absolute error over all P weights, mean over forecasts.',
      },
      { formula: '"skill"_j = 1 − "MAE"_j / "MAE"_j("stay")', meaning: 'Zero: no better than staying put.' },
    ],
  },
  difference: {
    text: 'The jumping arm minus the control, seed by seed, at equal cost, in powers of ten of the loss. Below zero is good; −1 is a tenth of the loss. Seeds share data, initial weights and batches, so what differs is the jumps.',
    formulas: [
      {
        formula: 'd_s(x) = log_{10} l_s^{jumps}(x) − log_{10} l_s^{control}(x)',
        meaning: 'At the same place x of the axis.',
      },
      {
        formula: '"median"_s d_s,  [ "Q"_{.25,s} d_s , "Q"_{.75,s} d_s ]',
        meaning:
          'Line and band, over the pairs of which neither has stopped. Where one of a pair is at loss 0, d is −∞ or ∞ and ranked so; where both are, it is 0.',
      },
    ],
  },
  verdict: {
    text: 'Each seed’s target is its control’s loss after 70 % of the budget, unless one is given for all. Which loss that is, the metric says. What was saved is counted in gradient-step equivalents, which charge fits, forecasts and every look at the validation split. A saving or a cost is claimed only of six seeds or more, where the interval leaves zero out. Who never got there is no number, but counted. The best rival is the largest of several: “beats” and “loses” take a paired difference that is significant after correction for their number.',
    formulas: [
      {
        formula: '"saved"_s = 1 − C_s^{jumps} / C_s^{control}',
        meaning: 'C: gradient-step equivalents paid when the target was first reached.',
      },
      {
        formula: '"median"_s "saved"_s',
        meaning:
          'With the interpolated order-statistic interval at 95 % (Hettmansperger and Sheather), and the number of seeds that saved anything.',
      },
      {
        formula: 'Δ_s = "saved"_s^{jumps} − "saved"_s^{rival}',
        meaning:
          'Paired difference: its median and interval; signed-rank test, Holm’s correction over the rivals.',
      },
    ],
  },
  quality: {
    text: 'How good forecasts were, on networks that did not jump meanwhile: the control’s for every horizon, and those of an arm that forecasts by a network for the one horizon that it was trained for. Where jumps are allowed, an arm’s own scores are mostly of forecasts that the validation split refused.',
    formulas: [
      { formula: '"skill"_j = 1 − "MAE"_j / "MAE"_j("stay")', meaning: 'Zero: no better than staying put.' },
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
    text: 'What the newest fit of one network found, and dashed what it would have found if all weights decayed at one common rate. They can be saved to a file, and those of a file opened here: they become the experiment’s frozen coefficients, in its link, as one change that can be undone. That takes two columns and a window of the same length.',
    formulas: [
      {
        formula: 'A_{nj} = (1 − r^{n+j}) / (1 − r^n),  A_{0j} = 1 − A_{nj},  g_j = A_{nj} − 1',
        meaning:
          'Dashed: the closed form at the rate r whose g, over all horizons, add up to those of the fit.',
      },
    ],
    source: 'Shou et al., DASFAA 2025 (arXiv 2505.02714)',
  },
  task: {
    text: 'What the network learns. Every seed draws its own examples in three splits: training, guard (which chooses how far to jump, and is never reported) and test.',
    formulas: [],
  },
  network: {
    text: 'A multilayer perceptron: every layer multiplies by its weights, adds its biases and applies the activation, but the last.',
    formulas: [{ formula: 'h_{l+1} = φ(W_l h_l + b_l)', meaning: 'All W and b together are the weights w.' }],
  },
  optimizer: {
    text: 'How a gradient becomes a step. Both the control and every other arm use the same one on the same batches.',
    formulas: [
      { formula: 'w_{t+1} = w_t − η ∇L(w_t)', meaning: 'Plain gradient descent at the learning rate η.' },
    ],
  },
  farcaster: {
    text: 'One linear layer from a few snapshots of a window to the weights many steps ahead, all horizons at once. Here it learns from the window alone unless you choose otherwise: a sub-span at its start plays the window, the rest its future.',
    formulas: [
      { formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j', meaning: 'With the first and the last column only.' },
      {
        formula: 'A_{nj} = (1 − r^{n+j}) / (1 − r^n),  A_{0j} = 1 − A_{nj}',
        meaning: 'Exact if all weights decay at one common rate r.',
      },
    ],
    source: 'Shou et al., DASFAA 2025 (arXiv 2505.02714); where the fit learns from is our reading.',
  },
  jumps: {
    text: 'Every so many steps the candidate horizons are tried on the validation split, and the best one is adopted if the gate lets it. A rejected jump changes nothing, to the bit.',
    formulas: [
      { formula: 'w ← w_n + α (ŷ_j − w_n)', meaning: 'An accepted jump, at damping α.' },
      {
        formula: 'j = argmin_j L_{val}(ŷ_j),  L_{val}(ŷ_j) < L_{val}(w_n)',
        meaning: 'Search for the best candidate, and the strict gate.',
      },
    ],
  },
  arms: {
    text: 'An arm is one treatment. All arms of a seed share data, initial weights and batch order, so they are compared pair by pair. Rivals need no learned forecast; placebos must not help. Point at an arm to see its formula and where it comes from.',
    formulas: [],
  },
  sweep: {
    text: 'One experiment for each value of a setting, or for each combination of two, with all arms and seeds in each. The Sweep instrument under the charts runs it and shows the costs to one loss, what was saved on the way there, and for a learning rate or a batch size what is saved at every other loss, where the control may choose its best value for each.',
    formulas: [],
  },
};

export const chartExplanations: readonly ChartExplanationId[] = ['loss', 'weights', 'error', 'difference'];
