/** WGSL of activations, losses and optimizer updates: the definitions of core, in float32. */
import type { ExampleLoss } from '../../../core/data/data-set.ts';
import type { ActivationName } from '../../../core/model/model.ts';
import type { OptimizerName, SharedSettings } from '../../../core/model/optimizers.ts';
import type { PaddedLayout } from '../padded-layout.ts';

/** A float literal with enough digits to be the same float32. */
export function literal(value: number): string {
  const text = String(Math.fround(value));
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}

interface ActivationText {
  /** Body of `activate(z)`. */
  readonly activate: string;
  /** Body of `slope(a)`: the derivative in terms of the output. */
  readonly slope: string;
}

const activationTexts: Readonly<Record<ActivationName, ActivationText>> = {
  // 1 - 2 / (e^2z + 1) loses digits near 0, where a series does not.
  tanh: {
    activate: `
  let m = clamp(abs(z), vec4f(0.0), vec4f(12.0));
  let e = exp(2.0 * m);
  let q = z * z;
  let near = z * (1.0 - q * (0.33333333 - q * (0.13333333 - q * (0.053968254 - q * 0.021869489))));
  return select(sign(z) * (1.0 - 2.0 / (e + 1.0)), near, m < vec4f(0.25));`,
    slope: 'return 1.0 - a * a;',
  },
  relu: {
    activate: 'return max(z, vec4f(0.0));',
    slope: 'return select(vec4f(0.0), vec4f(1.0), a > vec4f(0.0));',
  },
  sigmoid: { activate: 'return 1.0 / (1.0 + exp(-z));', slope: 'return a * (1.0 - a);' },
  linear: { activate: 'return z;', slope: 'return vec4f(1.0);' },
};

export function activationText(name: ActivationName): string {
  const { activate, slope } = activationTexts[name];
  return `
fn activate(z: vec4f) -> vec4f { ${activate} }
fn slope(a: vec4f) -> vec4f { ${slope} }`;
}

/**
 * `lossAt(outputs, target)`: the loss of one example, before division by the batch size. Reads `groups` vec4 of
 * outputs and of targets; with `gradient`, replaces the outputs by d loss / d output times `scale`. `real(group)`
 * masks padding.
 */
export function lossText(
  loss: ExampleLoss,
  width: number,
  output: (group: string) => string,
  target: (group: string) => string,
  gradient: boolean,
): string {
  const groups = Math.ceil(width / 4);
  const rest = width % 4;
  const lanes = Array.from({ length: 4 }, (_, k) => String(rest === 0 || k < rest)).join(', ');
  const real = `select(vec4<bool>(true), vec4<bool>(${lanes}), g == ${groups - 1}u)`;
  const loop = (body: string): string =>
    `for (var g = 0u; g < ${groups}u; g++) { let mask = ${real}; ${body} }`;
  if (loss === 'squared-error') {
    return loop(`
    let error = select(vec4f(0.0), ${output('g')} - ${target('g')}, mask);
    loss += dot(error, error) * ${literal(1 / width)};
    ${gradient ? `${output('g')} = error * (${literal(2 / width)} * scale);` : ''}`);
  }
  return `
  var top = vec4f(-3.0e38);
  ${loop(`top = max(top, select(vec4f(-3.0e38), ${output('g')}, mask));`)}
  let largest = max(max(top.x, top.y), max(top.z, top.w));
  var total = 0.0;
  var chosen = 0.0;
  ${loop(`
    let shifted = select(vec4f(0.0), ${output('g')} - largest, mask);
    let e = select(vec4f(0.0), exp(shifted), mask);
    total += e.x + e.y + e.z + e.w;
    chosen += dot(${target('g')}, shifted);
    ${gradient ? `${output('g')} = e;` : ''}`)}
  loss += log(total) - chosen;
  ${gradient ? loop(`${output('g')} = select(vec4f(0.0), (${output('g')} / total - ${target('g')}) * scale, mask);`) : ''}`;
}

/** `decay`: the weight decay of these four weights, a text. */
type UpdateText = (settings: SharedSettings, decay: string) => string;

const adamText =
  (decoupled: boolean): UpdateText =>
  ({ beta1, beta2, epsilon }, decay) => `
  let g = gradient + ${decoupled ? literal(0) : decay} * w;
  let m = ${literal(beta1)} * moments[at] + ${literal(1 - beta1)} * g;
  let v = ${literal(beta2)} * moments[at + momentStride] + ${literal(1 - beta2)} * g * g;
  moments[at] = m;
  moments[at + momentStride] = v;
  return w - (rate * ${decoupled ? decay : literal(0)}) * w
    - rate * (m / step.y) / (sqrt(v / step.z) + ${literal(epsilon)});`;

const velocityText =
  (lookAhead: boolean): UpdateText =>
  (_settings, decay) => `
  let g = gradient + ${decay} * w;
  let v = select(momentum * moments[at] + g, g, momentum == 0.0);
  moments[at] = v;
  return w - rate * ${lookAhead ? '(g + momentum * v)' : 'v'};`;

/** Bodies of `updated(w, gradient, at, momentStride, rate, momentum, step)`; step = (schedule factor, 1 - beta1^t, 1 - beta2^t, 0). */
const updateTexts: Readonly<Record<OptimizerName, UpdateText>> = {
  sgd: (_settings, decay) => `return w - rate * (gradient + ${decay} * w);`,
  momentum: velocityText(false),
  nesterov: velocityText(true),
  rmsprop: ({ beta2, epsilon }, decay) => `
  let g = gradient + ${decay} * w;
  let s = ${literal(beta2)} * moments[at] + ${literal(1 - beta2)} * g * g;
  moments[at] = s;
  return w - rate * g / (sqrt(s) + ${literal(epsilon)});`,
  adam: adamText(false),
  adamw: adamText(true),
};

export function updateText(settings: SharedSettings, { layers, groups }: PaddedLayout): string {
  const all = literal(settings.weightDecay);
  const isKernel = layers.map(({ kernel, bias }) => `(k >= ${kernel}u && k < ${bias}u)`).join(' || ');
  const [before, decay] =
    settings.decayOf === 'all'
      ? ['', all]
      : [`let k = at % ${groups}u; let decay = select(0.0, ${all}, ${isKernel});`, 'decay'];
  return `
fn updated(w: vec4f, gradient: vec4f, at: u32, momentStride: u32, rate: f32, momentum: f32, step: vec4f) -> vec4f {
  ${before}
  ${updateTexts[settings.name](settings, decay)}
}`;
}
