/** What every instrument panel shows, in words and formulas. */
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
  | 'text'
  | 'attention'
  | 'parts'
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
  | 'lab-coefficients'
  | 'run-error'
  | 'run-paths'
  | 'run-plane'
  | 'run-skill'
  | 'run-part-skill'
  | 'run-parts'
  | 'run-coefficients'
  | 'run-losses';

export const panelExplanations: Readonly<Record<PanelId, Explanation & { readonly title: string }>> = {
  boundary: {
    title: 'Decision boundary, or predicted surface',
    text: 'The output of each network over the input plane, at the step being viewed. Darker means a higher probability of class 1 (or a higher value in a regression); the line is the decision boundary (or value 0). Dots are the seed’s training examples, at most 300. Both networks are trained on the same ones.',
    formulas: [
      {
        formula: 'p(x) = 1 / (1 + exp(z_0(x) − z_1(x)))',
        meaning: 'Probability of class 1 from the two outputs z; in a regression, the single output itself.',
      },
    ],
  },
  path: {
    title: 'Path through weight space (PCA)',
    text: 'The path of each network through weight space, projected onto the first two principal components of the recorded weights of both networks. Rings are jumps, dots are forecasts. Motion perpendicular to this plane is not visible; the axes state the fraction of variance that they explain.',
    formulas: [
      {
        formula: 'x_k(t) = ⟨w_t − w̄, u_k⟩',
        meaning: 'u_1 and u_2: the first two principal components of the recorded weights of both networks.',
      },
    ],
  },
  line: {
    title: 'Loss along the forecast',
    text: 'The loss on the straight line from the weights at the anchor (g = 0) to the forecast weights (g = 1) and beyond. Solid: training examples. Dashed: the validation split, which decides about the jump. Each is drawn as a multiple of its loss at g = 0. If the solid curve still falls well past 1, a longer step would have done as well as a better forecast. The control’s weights are not on the line: its dot is drawn at their projection, with its own loss.',
    formulas: [
      {
        formula: 'L(g) = L(w_n + g d),  d = ŷ_j − w_n',
        meaning: 'Only over the weights that are allowed to jump.',
      },
      {
        formula: 'w_n = (w′ − α(Σ_{i<n} A_i w_i + b)) / (1 + α(A_n − 1))',
        meaning: 'After a jump only the new weights w′ are recorded; the anchor is computed from them.',
      },
      {
        formula: 'g_c = ⟨w_c − w_n, d⟩ / ⟨d, d⟩',
        meaning: 'Projection onto the line of the control’s weights w_c at the later step.',
      },
    ],
  },
  errors: {
    title: 'Forecast error by tensor',
    text: 'Absolute forecast error, weight by weight, for every kernel and bias of the control’s network, which never jumps. The line is the median over weights; the darker band holds the middle half of the weights, the lighter band the middle 80 %. The dashed line is the median error of the persistence forecast: a useful forecast has its median below it. All forecasts shown have the same horizon; forecasts are shown only where all weights were recorded over the window and at the horizon.',
    formulas: [
      {
        formula: 'e_p = |ŷ_{p,j} − w_{p,n+j}|',
        meaning: 'Its 10, 25, 50, 75 and 90 % quantiles over the weights p of one tensor.',
      },
      { formula: '"median"_p |w_{p,n} − w_{p,n+j}|', meaning: 'The persistence forecast.' },
    ],
  },
  layers: {
    title: 'Layers',
    text: 'Every weight as a square: rows are units, columns are their inputs, biases are separate. Below the two networks are a forecast, the actual weights and the difference. The forecast is the last one before the step being viewed, or the one chosen in the maps. Hover over a square to read its value; press it to plot the weight over time.',
    formulas: [
      {
        formula: 'ŷ_j = Σ_i A_{ij} w_i + b_j',
        meaning: 'Computed for all weights from the recorded window and the coefficients of that forecast.',
      },
    ],
  },
  course: {
    title: 'One weight over training',
    text: 'One weight of both networks at every recorded step, joined by straight lines. Rings are jumps.',
    formulas: [],
  },
  confusion: {
    title: 'Confusion matrix',
    text: 'Rows are the true classes of test images, columns the predicted classes, at the step being viewed. Correct predictions are on the diagonal. Both networks are evaluated on the same images, which are never used for training.',
    formulas: [
      { formula: 'C_{ab} = #{ i : y_i = a, ŷ_i = b }', meaning: 'ŷ: the class with the largest output.' },
    ],
  },
  samples: {
    title: 'Sample images',
    text: 'Some of the test images: first those that both networks misclassify, then those that one of them does, in data set order. Below each image are its true class and the predictions of both networks.',
    formulas: [],
  },
  text: {
    title: 'Generated text',
    text: 'Text that each network generates from the prompt: a character is sampled from the network’s prediction and becomes part of what it reads next. Both networks use the same random numbers. At a low temperature the likeliest characters are chosen more often; at 1 as often as the network predicts. The loss in bits per character is the cross-entropy in nats divided by ln 2; a network that has learned more than which character follows which has a lower loss than the bigram model.',
    formulas: [
      {
        formula: 'p(c) = exp(z_c / T) / Σ_k exp(z_k / T)',
        meaning: 'Probability of character c from the outputs z at temperature T.',
      },
    ],
  },
  attention: {
    title: 'Attention',
    text: 'How one attention head of each network distributes its attention over the characters it has read. A row is a character that is processed, a column a character that is attended to; a stronger tone means a larger share. The shares of a row sum to 1. A decoder attends to no later characters.',
    formulas: [
      {
        formula: 'a_{ts} = "softmax"_s (q_t · k_s / √d)',
        meaning:
          'From the query of character t and the keys of the characters s, with d numbers for each head.',
      },
    ],
    source: 'Vaswani et al., NeurIPS 2017 (arXiv 1706.03762)',
  },
  parts: {
    title: 'Parts of the network',
    text: 'The parts of the network in the order of computation, with their numbers of weights. Once forecasts have been scored, each part shows the forecast’s error as a multiple of the error of the persistence forecast: below 1 the forecast is better. Choose a part to see its tensors in the panels below.',
    formulas: [
      {
        formula: '"error" = Σ_k P_k "median"|ŷ − w| / Σ_k P_k "median"|w_n − w|',
        meaning:
          'Over the tensors k of the part, each with P weights; the newest scored forecast of the control.',
      },
    ],
  },
  'map-error': {
    title: 'Forecast error',
    text: 'The skill of every forecast at every horizon: how much closer to the control’s later weights it was than the persistence forecast. It is scored on the control, which never jumps, and averaged over seeds.',
    formulas: [
      {
        formula: '"skill" = 1 − "MAE" / "MAE"("stay")',
        meaning: '1: exact. 0: no better than persistence, “stay”.',
      },
      { formula: '"MAE" = (1 / P) Σ_p |ŷ_p − w_p|', meaning: 'Over all P weights.' },
    ],
  },
  'map-coefficients': {
    title: 'Coefficients',
    text: 'The fitted coefficients of one network, for every forecast and horizon. If g hardly changes during the run, one number for each horizon would be enough. If the sum of A differs from 1, the forecast also scales the weights themselves.',
    formulas: [
      { formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j', meaning: 'With two inputs; g_j = A_{nj} − 1.' },
    ],
    source: 'Shou et al., DASFAA 2025 (arXiv 2505.02714)',
  },
  'map-gain': {
    title: 'Gain of a jump',
    text: 'The effect of a jump at each step and horizon, tried on a copy of the control, whether or not it would have been accepted. Below zero, the loss is lower with the jump. “After” compares both after further training for the length of a window (at most 50 steps): an immediate gain may be gone by then.',
    formulas: [
      {
        formula: 'Δ = log_{10} L(w_n + α(ŷ_j − w_n)) − log_{10} L(w_n)',
        meaning:
          'Training loss immediately after the jump; mean over seeds. A dot marks where its 95 % interval excludes zero.',
      },
    ],
  },
  savings: {
    title: 'What each arm saved',
    text: 'Every arm against the control of the same seed: how much less it cost, in gradient-step equivalents, to reach the loss that the control has after 70 % of its steps. Jumps are charged for fits, forecasts and every validation pass. The last columns compare the arm under study with each other arm, pair by pair.',
    formulas: [
      {
        formula: '"saved"_s = 1 − C_s^{arm} / C_s^{control}',
        meaning: 'For seed s; the table shows the median and its order-statistic interval.',
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
    text: 'The verdict measures the saving at one target loss. Here it is measured at every loss on the way down: an early gain that later disappears shows as a curve that falls back to zero. The dotted line is the verdict’s target; hollow points are targets that some seed never reached.',
    formulas: [
      {
        formula: '"saved"_s(l) = 1 − C_s^{arm}(l) / C_s^{control}(l)',
        meaning: 'C(l): the cost when loss l was first reached; median over seeds and its interval.',
      },
    ],
  },
  'sweep-targets': {
    title: 'Saved at the control’s best rate, by target',
    text: 'A larger learning rate gives plain training much of what jumps give, and one target loss shows only one moment. Here, for every target loss, the control uses the swept value that reaches it at the lowest cost, and every arm is compared with it at that value, seed by seed. Where the curve is zero on the left, the loss was reached before the first jump. The best values are chosen on the same seeds that are shown. Hollow points are targets that some seed never reached; they are drawn at the lower edge if half of the seeds did not. The dotted line is the target of the sweep.',
    formulas: [
      {
        formula: 'v(l) = argmin_v "median"_s C_s^{control}(l, v)',
        meaning:
          'The control’s best value for loss l. C: the cost when l was first reached, infinite if it never was.',
      },
      {
        formula: '"saved"_s(l) = 1 − C_s^{arm}(l, v(l)) / C_s^{control}(l, v(l))',
        meaning: 'Median over seeds s and its interval; with fewer than six seeds, their range.',
      },
    ],
  },
  around: {
    title: 'Around a jump',
    text: 'All accepted jumps, aligned at step 0: the loss relative to the control of the same seed, in the steps before and after. If a jump helps only briefly, the curve falls and returns to zero; if it disturbs training, the curve first rises.',
    formulas: [
      {
        formula: 'd(τ) = log_{10} (l^{arm} / l^{control})_{n+τ} − log_{10} (l^{arm} / l^{control})_{before}',
        meaning:
          'Mean over the jumps of a seed, then over seeds, with its 95 % interval. Jumps where it is not finite (one network is at loss 0 or has stopped) are left out and counted.',
      },
    ],
  },
  'equal-cost': {
    title: 'Quality at equal cost',
    text: 'The reverse question: instead of the cost to reach one loss, the loss of each arm at the cost of the whole control run. The test split is evaluated only at the end and plays no part in any choice.',
    formulas: [
      {
        formula: 'Δ = log_{10} l^{arm} − log_{10} l^{control}',
        meaning:
          'Paired by seed, median and middle half; below zero is better. Infinite, and ranked accordingly, if one of a pair is at loss 0. Pairs in which one has stopped are left out and counted.',
      },
    ],
  },
  'lab-plane': {
    title: 'SGD and its forecast',
    text: 'Two weights of a regression trained by SGD. Black: the path taken. Colour: the forecast from the end of the window.',
    formulas: [
      {
        formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j',
        meaning: 'With two inputs; the same coefficients for every weight.',
      },
    ],
    source: 'Figure 1 of Shou et al., DASFAA 2025 (arXiv 2505.02714), rebuilt',
  },
  'lab-traces': {
    title: 'Actual and forecast',
    text: 'A few of the artificial weight sequences used for scoring. Solid: actual values. Dashed: the forecast from the end of the window.',
    formulas: [],
  },
  'lab-error': {
    title: 'Error by horizon',
    text: 'Mean error of each forecaster on the scored sequences, by horizon. Where an unfitted line is as low as the fitted ones, fitting gained nothing.',
    formulas: [
      {
        formula: '"MAE"_j = (1 / P) Σ_p |ŷ_{p,j} − w_{p,n+j}|',
        meaning: 'Over all weights of the scored sequences.',
      },
    ],
  },
  'lab-coefficients': {
    title: 'Coefficients',
    text: 'The coefficients of the 1-layer forecast, by horizon, and as dots those of a single common decay rate, if there is one. The farther apart they are, the less well one rate describes these sequences.',
    formulas: [
      {
        formula: 'A_{nj} = (1 − r^{n+j}) / (1 − r^n),  A_{0j} = 1 − A_{nj}',
        meaning: 'Exact if every sequence decays at the rate r.',
      },
    ],
  },
  'run-error': {
    title: 'Error by horizon',
    text: 'How far each forecast was from the weights of a later checkpoint: the mean over all weights, then over all forecasts of all runs, on a logarithmic axis. Every method gets the same checkpoints. Persistence is the last checkpoint left as it is.',
    formulas: [{ formula: '"MAE"_j = (1 / P) Σ_p |ŷ_{p,j} − w_{p,n+j}|', meaning: 'Over all P weights.' }],
  },
  'run-paths': {
    title: 'Actual and forecast weights',
    text: 'Some of the weights over the recorded steps (line), and their forecast from one checkpoint on (dashed). The shaded band is the window that the forecast reads.',
    formulas: [],
  },
  'run-plane': {
    title: 'Path through weight space (PCA)',
    text: 'All weights of a checkpoint are one point. The line is the way of one run, projected onto the plane of the first two principal components of its checkpoints, in which these spread most; the axes say how much of their variance lies along each. Dashed: the forecast from one checkpoint on. Faint: those from the other checkpoints, cut off where they leave the frame. A forecast may also be off in directions that the plane does not show.',
    formulas: [],
  },
  'run-skill': {
    title: 'Skill by checkpoint and horizon',
    text: 'How much closer the farcaster’s forecast was to the later weights than the checkpoint that it was made at, by that checkpoint and by horizon, over all runs together.',
    formulas: [
      {
        formula: '"skill" = 1 − "MAE" / "MAE"("persistence")',
        meaning: '1: exact. 0: no better than persistence.',
      },
    ],
  },
  'run-part-skill': {
    title: 'Skill by part and horizon',
    text: 'The same over the weights of each part of the network, by horizon: where in the network forecasts hold, and how far. The mean errors are over all forecasts of all runs.',
    formulas: [
      { formula: '"skill"_k = 1 − "MAE"_k / "MAE"_k("persistence")', meaning: 'Over the weights of part k.' },
    ],
  },
  'run-parts': {
    title: 'Error by part',
    text: 'The farcaster’s error over the weights of each part, divided by that of persistence: left of 1 the forecast is closer. The line is the median over forecasts, the box holds the middle half of them, the whisker the middle 80 %. Forecasts overlap, so the spread shows how steady the error is; it is no confidence interval.',
    formulas: [{ formula: '"MAE"_k / "MAE"_k("persistence")', meaning: 'Over the weights of part k.' }],
  },
  'run-coefficients': {
    title: 'Coefficients',
    text: 'The fitted coefficients by horizon: medians over all forecasts, with bands from the smallest to the largest for the first and the last input. Dashed: what they would be if all weights decayed at one rate, estimated from the weights that are drawn.',
    formulas: [
      { formula: 'ŷ_j = A_{0j} w_0 + A_{nj} w_n + b_j', meaning: 'With two inputs.' },
      {
        formula: 'A_{nj} = (1 − r^{n+j}) / (1 − r^n),  A_{0j} = 1 − A_{nj}',
        meaning: 'Exact if every weight decays at the rate r per step.',
      },
    ],
    source: 'Shou et al., DASFAA 2025 (arXiv 2505.02714)',
  },
  'run-losses': {
    title: 'Recorded losses',
    text: 'The losses that came with the files. They are only displayed: forecasts use weights alone, and only further training can show whether a jump lowers the loss.',
    formulas: [],
  },
};
