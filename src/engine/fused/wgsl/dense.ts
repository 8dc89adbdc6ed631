/**
 * WGSL of dense layers over a chunk of examples: forward pass, deltas of the layer below, and gradients. Activations
 * are stored [example, groups of four]; a thread works on tiles of up to four examples by four outputs (or four
 * outputs by four inputs), sixteen products per pair of vec4 reads. The first layer reads the pool of examples and
 * has separate code; all others share one loop, so that the shader and its compile time do not grow with depth.
 */
import type { KernelPlan } from '../kernel-plan.ts';

/** Texts that name a vec4 of the weights and of the scratch buffer, wherever they are stored. */
export interface Names {
  readonly weight: (index: string) => string;
  readonly scratch: (index: string) => string;
}

/** Repeats `text` for k = 0 .. count - 1. */
const repeat = (count: number, text: (k: number) => string): string =>
  Array.from({ length: count }, (_, k) => text(k)).join('\n');

/** A loop that shares `tasks` (a WGSL expression) among the threads of a workgroup. */
export const shared = (plan: KernelPlan, tasks: string, body: string): string => `
for (var task = lane; task < ${tasks}; task += ${plan.workgroupSize}u) {
${body}
}`;

const table = (name: string, type: string, values: readonly (number | string)[]): string =>
  `const ${name} = array<${type}, ${values.length}>(${values.join(', ')});`;

/** Offset of a layer's deltas: the last layer's overwrite its outputs. */
const deltasAt = (plan: KernelPlan, l: number): number => plan.deltasAt[l] ?? plan.outputsAt[l]!;

/** Shapes and offsets of all layers, by layer: data that the loops below read. */
export function layerTables(plan: KernelPlan): string {
  const { layers } = plan.layout;
  const whole = (value: number): string => `${value}u`;
  const masks = layers.map(({ outputs }) => {
    const ones = [0, 1, 2, 3].map((k) => (outputs % 4 === 0 || k < outputs % 4 ? '1.0' : '0.0'));
    return `vec4f(${ones.join(', ')})`;
  });
  return [
    table(
      'inputGroups',
      'u32',
      layers.map((layer) => whole(layer.inputGroups)),
    ),
    table(
      'outputGroups',
      'u32',
      layers.map((layer) => whole(layer.outputGroups)),
    ),
    table(
      'kernelAt',
      'u32',
      layers.map((layer) => whole(layer.kernel)),
    ),
    table(
      'biasAt',
      'u32',
      layers.map((layer) => whole(layer.bias)),
    ),
    table('outputsAt', 'u32', plan.outputsAt.map(whole)),
    table(
      'deltasAt',
      'u32',
      layers.map((_, l) => whole(deltasAt(plan, l))),
    ),
    table('lastMask', 'vec4f', masks),
  ].join('\n');
}

/** Examples per tile: four, or fewer if there would not be enough work for every thread. */
function tileHeight(plan: KernelPlan): number {
  const fewest = Math.min(...plan.layout.layers.map(({ outputGroups }) => outputGroups));
  for (const height of [4, 2]) if ((plan.chunk / height) * fewest >= plan.workgroupSize) return height;
  return 1;
}

/** Layer 0 separately, then the others in a loop over `l`; `after` follows each. */
function eachLayer(plan: KernelPlan, body: (first: boolean) => string, after: string): string {
  const { length } = plan.layout.layers;
  const rest = `for (var l = 1u; l < ${length}u; l++) { ${body(false)} ${after} }`;
  return `{ let l = 0u; ${body(true)} ${after} } ${length > 1 ? rest : ''}`;
}

/** outputs[example, o] = activate(bias[o] + sum_i kernel[o, i] below[example, i]) for all layers; the last has no activation. */
export function forwardText(plan: KernelPlan, names: Names, barrier: string): string {
  const height = tileHeight(plan);
  const last = plan.layout.layers.length - 1;
  const below = (first: boolean, j: number): string =>
    first ? `inputs[row${j} + i]` : names.scratch(`outputsAt[l - 1u] + (example + ${j}u) * inG + i`);
  const tile = (first: boolean): string => `
  let group = task % outG;
  let example = (task / outG) * ${height}u;
  let rowAt = kernelAt[l] + group * 4u * inG;
  let bias = ${names.weight('biasAt[l] + group')};
  ${repeat(height, (j) => `var sum${j} = bias;`)}
  ${first ? repeat(height, (j) => `let row${j} = rowOf(first + example + ${j}u) * inG;`) : ''}
  for (var i = 0u; i < inG; i++) {
    ${repeat(4, (k) => `let w${k} = ${names.weight(`rowAt + ${k}u * inG + i`)};`)}
    ${repeat(
      height,
      (j) => `let x${j} = ${below(first, j)};
    sum${j} += vec4f(dot(w0, x${j}), dot(w1, x${j}), dot(w2, x${j}), dot(w3, x${j}));`,
    )}
  }
  let mask = select(vec4f(1.0), lastMask[l], group + 1u == outG);
  let at = outputsAt[l] + example * outG + group;
  ${repeat(height, (j) => `${names.scratch(`at + ${j}u * outG`)} = sum${j} * mask;`)}
  if (l < ${last}u) {
    for (var j = 0u; j < ${height}u; j++) {
      ${names.scratch('at + j * outG')} = activate(${names.scratch('at + j * outG')}) * mask;
    }
  }`;
  const body = (first: boolean): string => `
  let inG = inputGroups[l];
  let outG = outputGroups[l];
  ${shared(plan, `${plan.chunk / height}u * outG`, tile(first))}`;
  return eachLayer(plan, body, barrier);
}

/** From the last layer down: deltas of layer l - 1 [example, i] = slope(output) * sum_o kernel[o, i] delta[example, o]. */
export function deltaText(plan: KernelPlan, names: Names, barrier: string): string {
  const height = tileHeight(plan);
  const { length } = plan.layout.layers;
  if (length < 2) return '';
  const tile = `
  let group = task % inG;
  let example = (task / inG) * ${height}u;
  ${repeat(height, (j) => `var sum${j} = vec4f(0.0);`)}
  for (var o = 0u; o < outG; o++) {
    let columnAt = kernelAt[l] + o * 4u * inG + group;
    ${repeat(4, (k) => `let w${k} = ${names.weight(`columnAt + ${k}u * inG`)};`)}
    ${repeat(
      height,
      (j) => `let d${j} = ${names.scratch(`deltasAt[l] + (example + ${j}u) * outG + o`)};
    sum${j} += d${j}.x * w0 + d${j}.y * w1 + d${j}.z * w2 + d${j}.w * w3;`,
    )}
  }
  let at = example * inG + group;
  ${repeat(
    height,
    (j) => `${names.scratch(`deltasAt[l - 1u] + at + ${j}u * inG`)} =
      sum${j} * slope(${names.scratch(`outputsAt[l - 1u] + at + ${j}u * inG`)});`,
  )}`;
  return `
for (var l = ${length - 1}u; l > 0u; l--) {
  let inG = inputGroups[l];
  let outG = outputGroups[l];
  ${shared(plan, `${plan.chunk / height}u * inG`, tile)}
  ${barrier}
}`;
}

/**
 * Gradients of all layers, summed over the chunk: four outputs by four inputs a task, then the biases.
 * `store(index, value)` gets each vec4 of the flat gradient.
 */
export function gradientText(
  plan: KernelPlan,
  names: Names,
  store: (index: string, value: string) => string,
): string {
  const delta = names.scratch('deltasAt[l] + b * outG + group');
  const below = (first: boolean): string =>
    first ? 'inputs[rowOf(first + b) * inG + i]' : names.scratch('outputsAt[l - 1u] + b * inG + i');
  const body = (first: boolean): string => `
  let inG = inputGroups[l];
  let outG = outputGroups[l];
  ${shared(
    plan,
    'outG * inG',
    `
  let group = task / inG;
  let i = task % inG;
  ${repeat(4, (k) => `var sum${k} = vec4f(0.0);`)}
  for (var b = 0u; b < ${plan.chunk}u; b++) {
    let d = ${delta};
    let x = ${below(first)};
    sum0 += d.x * x;
    sum1 += d.y * x;
    sum2 += d.z * x;
    sum3 += d.w * x;
  }
  let at = kernelAt[l] + group * 4u * inG + i;
  ${repeat(4, (k) => store(`at + ${k}u * inG`, `sum${k}`))}`,
  )}
  ${shared(
    plan,
    'outG',
    `
  let group = task;
  var sum = vec4f(0.0);
  for (var b = 0u; b < ${plan.chunk}u; b++) { sum += ${delta}; }
  ${store('biasAt[l] + group', 'sum')}`,
  )}`;
  return eachLayer(plan, body, '');
}
