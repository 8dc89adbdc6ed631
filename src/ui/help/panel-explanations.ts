/** What every panel of the instruments shows, in words and formulas. Words only (typeset.ts sets them). */
import type { Explanation } from './ExplanationBody.tsx';

export type PanelId =
  | 'boundary'
  | 'path'
  | 'line'
  | 'errors'
  | 'layers'
  | 'course'
  | 'confusion'
  | 'samples'
  | 'map-error'
  | 'map-coefficients'
  | 'map-gain'
  | 'savings'
  | 'targets'
  | 'sweep-targets'
  | 'around'
  | 'equal-cost'
  | 'lab-plane'
  | 'lab-traces'
  | 'lab-error'
  | 'lab-coefficients';

export const panelExplanations: Readonly<Record<PanelId, Explanation & { readonly title: string }>> = {
  boundary: {
    title: 'Decision boundary, or predicted surface',
    text: 'What each network says at every place of the plane, with the weights of the step looked at. The deeper the tone, the likelier class 1, or the higher the value; the line is where it is undecided, or 0. Dots are the seed’s training examples, 300 at most. Both networks saw the same ones.',
    formulas: [
      {
        formula: 'p(x) = 1 / (1 + exp(z_0(x) − z_1(x)))',
        meaning: 'Probability of class 1 from the two outputs z; in a regression the one output itself.',
      },
    ],
  },
  path: {
    title: 'Way through all weights',
    text: 'Each network is one point among all its weights. The plane is the one in which the recorded points of both spread most, so both ways can be seen at once. Rings are jumps, dots forecasts. What happens at right angles to the plane is not seen: the axes say how much of the spread they hold.',
    formulas: [
      {
        formula: 'x_k(t) = ⟨w_t − w̄, u_k⟩',
        meaning: 'u_1 and u_2: the first two principal components of the recorded weights of both networks.',
      },
    ],
  },
  line: {
    title: 'Loss along the forecast',
    text: 'The loss on the straight line from the weights at a forecast (g = 0, staying) to the weights it says (g = 1), and on beyond. The solid curve is on training examples, the dashed one on the validation split, which decides about the jump, each as a multiple of its loss at g = 0. If the solid curve falls well past 1, a longer step would have done as well as a better forecast. The control’s dot is not on the line: it stands where it is nearest to it, at its own loss.',
    formulas: [
      { formula: 'L(g) = L(w_n + g d),  d = ŷ_j − w_n', meaning: 'Only over the weights that may jump.' },
      {
        formula: 'w_n = (w′ − α(Σ_{i<n} A_i w_i + b)) / (1 + α(A_n − 1))',
        meaning: 'Where a jump was made only w′ after it is recorded: where it began is solved back.',
      },
      {
        formula: 'g_c = ⟨w_c − w_n, d⟩ / ⟨d, d⟩',
        meaning: 'Where the control’s weights w_c at the later step project onto the line.',
      },
    ],
  },
  errors: {
    title: 'Forecast error by tensor',
    text: 'How far each forecast was from what came, weight by weight, for every kernel and bias of the control’s network, which never jumps. The line is the median weight, the darker band holds the middle half of the weights, the lighter one the middle 80 %. The dashed line is the median error of staying put: a forecast is worth something where its median lies below. Only forecasts whose window and aim were recorded with all weights are drawn, all for the same horizon.',
    formulas: [
      {
        formula: 'e_p = |ŷ_{p,j} − w_{p,n+j}|',
        meaning: 'Its 10, 25, 50, 75 and 90 % quantiles over the weights p of one tensor.',
      },
      { formula: '"median"_p |w_{p,n} − w_{p,n+j}|', meaning: 'Staying put.' },
    ],
  },
  layers: {
    title: 'Layers',
    text: 'Every weight as a square: rows are units, columns their inputs, biases stand apart. Below both networks stands the forecast looked at, beside what came and their difference: the one made last before the step looked at, or the one chosen in the maps. Point at a square to read it, press it to draw its course.',
    formulas: [
      {
        formula: 'ŷ_j = Σ_i A_{ij} w_i + b_j',
        meaning:
          'Drawn again for all weights from the recorded window and the coefficients of that forecast.',
      },
    ],
  },
  course: {
    title: 'Course of a weight',
    text: 'One weight of both networks at every recorded step. Between recorded steps the line is straight; rings are jumps.',
    formulas: [],
  },
  confusion: {
    title: 'What images are taken for',
    text: 'Each row is what test images are, each column what the network takes them for, at the step looked at. What is right stands on the diagonal. Both networks are asked about the same images, which are never trained on.',
    formulas: [
      { formula: 'C_{ab} = #{ i : y_i = a, ŷ_i = b }', meaning: 'ŷ: the class with the largest output.' },
    ],
  },
  samples: {
    title: 'Sample images',
    text: 'Some of the test images: first those that both networks have wrong, then those that one has wrong, in the order of the set. Under each stands what it is, and what each network takes it for.',
    formulas: [],
  },
  'map-error': {
    title: 'Forecast error',
    text: 'Every forecast that was made, and every horizon it spoke of: how much nearer it came to the control’s later weights than staying put. It is scored on the control, which never jumps, and averaged over seeds.',
    formulas: [
      { formula: '"skill" = 1 − "MAE" / "MAE"("stay")', meaning: '1: exact. 0: no better than staying put.' },
      { formula: '"MAE" = (1 / P) Σ_p |ŷ_p − w_p|', meaning: 'Over all P weights.' },
    ],
  },
  'map-coefficients': {
    title: 'Coefficients',
    text: 'What was fitted, forecast by forecast and horizon by horizon, for one network. If g hardly changes along the run, one number for each horizon would do. If the sum of A leaves 1, the forecast also shrinks or grows the weights themselves.',
    formulas: [
      { formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j', meaning: 'With two columns; g_j = A_{nj} − 1.' },
    ],
    source: 'Shou et al., DASFAA 2025 (arXiv 2505.02714)',
  },
  'map-gain': {
    title: 'Gain of a jump',
    text: 'What would have come of a jump at each step and horizon: tried on a copy of the control, whether or not a gate would have let it. Below zero the loss is lower with the jump. “After” compares both once training went on as long as a window spans, 50 steps at most: what a jump gains at once may be gone by then.',
    formulas: [
      {
        formula: 'Δ = log_{10} L(w_n + α(ŷ_j − w_n)) − log_{10} L(w_n)',
        meaning: 'Training loss at once; mean over seeds, a dot where its 95 % interval leaves zero out.',
      },
    ],
  },
  savings: {
    title: 'What each arm saved',
    text: 'Every arm against the plain run of the same seed: how much less it had paid, in gradient-step equivalents, when it came to the loss that the plain run has after 70 % of its steps. Jumps pay for their fits, their forecasts and every look at the validation split. The last columns set the arm that the run is about against each other one, pair by pair.',
    formulas: [
      {
        formula: '"saved"_s = 1 − C_s^{arm} / C_s^{control}',
        meaning: 'By seed s; the table has the median and its order-statistic interval.',
      },
      {
        formula: '"median" (x_s + x_t) / 2,  s ≤ t',
        meaning:
          'Hodges–Lehmann: the median of all means of two seeds, with the interval of the signed-rank test.',
      },
    ],
  },
  targets: {
    title: 'Speed-up over targets',
    text: 'The verdict measures at one loss. Here the same is measured at every loss on the way down: a gain that is large early and gone later shows as a curve that falls back to the zero line. The dotted line is the verdict’s target; hollow points are targets that some seed never reached.',
    formulas: [
      {
        formula: '"saved"_s(l) = 1 − C_s^{arm}(l) / C_s^{control}(l)',
        meaning: 'C(l): what was paid when loss l was first reached; median over seeds and its interval.',
      },
    ],
  },
  'sweep-targets': {
    title: 'Saved at the control’s best rate, by target',
    text: 'A larger learning rate gives plain training much of what jumps give, and one target shows one moment. Here the control has, at every loss on its way down, the swept value that gets it there cheapest, and every arm is compared with it there, seed by seed. Where the curve is zero on the left, the loss was reached before the first jump. The best values are chosen on the seeds shown. Hollow points are targets that some seed never reached, at the lower edge where half of them did not; the dotted line is the sweep’s own target.',
    formulas: [
      {
        formula: 'v(l) = argmin_v "median"_s C_s^{control}(l, v)',
        meaning:
          'The control’s best value for loss l. C: what was paid when l was first reached, infinite if it never was.',
      },
      {
        formula: '"saved"_s(l) = 1 − C_s^{arm}(l, v(l)) / C_s^{control}(l, v(l))',
        meaning: 'Median over seeds s, and its interval; with fewer than six seeds their range.',
      },
    ],
  },
  around: {
    title: 'Around a jump',
    text: 'All accepted jumps laid over each other at step 0: what the loss, compared with the plain run of the same seed, did in the steps before and after. A jump that helps at once and is lost again falls and comes back to zero; one that only disturbs rises first.',
    formulas: [
      {
        formula: 'd(τ) = log_{10} (l^{arm} / l^{control})_{n+τ} − log_{10} (l^{arm} / l^{control})_{before}',
        meaning:
          'Mean over the jumps of a seed, then over seeds, with its 95 % interval. Jumps at which it is not finite, one of the two being at loss 0 or stopped, are left out and counted.',
      },
    ],
  },
  'equal-cost': {
    title: 'Quality at equal cost',
    text: 'The other way round: instead of what it costs to come to one loss, the loss each arm had come to when it had paid as much as the plain run in all. The test split is looked at last of all, and takes no part in any choice.',
    formulas: [
      {
        formula: 'Δ = log_{10} l^{arm} − log_{10} l^{control}',
        meaning:
          'Paired by seed, median and middle half; below zero is better. Infinite, and ranked so, where one of a pair is at loss 0. Pairs of which one has stopped are left out and counted.',
      },
    ],
  },
  'lab-plane': {
    title: 'SGD and its forecast',
    text: 'Two weights of a regression, trained by noisy steps: black is the way it took, colour what the forecast says from the window’s end on.',
    formulas: [
      {
        formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j',
        meaning: 'With two columns; the same coefficients for every weight.',
      },
    ],
    source: 'Figure 1 of Shou et al., DASFAA 2025 (arXiv 2505.02714), rebuilt',
  },
  'lab-traces': {
    title: 'Actual and forecast',
    text: 'A few of the made-up weight sequences that the forecasters are tried on: solid is what came, dashed what was forecast from the end of the window on.',
    formulas: [],
  },
  'lab-error': {
    title: 'Error by horizon',
    text: 'How far each forecaster was from the scored sequences, by how far ahead it looked. Where a line without any fit lies as low as the fitted ones, fitting gained nothing.',
    formulas: [
      {
        formula: '"MAE"_j = (1 / P) Σ_p |ŷ_{p,j} − w_{p,n+j}|',
        meaning: 'Over all weights of the scored sequences.',
      },
    ],
  },
  'lab-coefficients': {
    title: 'Coefficients',
    text: 'What the 1-layer forecast learned, by horizon, and as dots what a single common rate of decay would give, where there is one. The further both are apart, the less one rate describes these sequences.',
    formulas: [
      {
        formula: 'A_{nj} = (1 − r^{n+j}) / (1 − r^n),  A_{0j} = 1 − A_{nj}',
        meaning: 'Exact if every sequence decays at the rate r.',
      },
    ],
  },
};
