/**
 * The training kernel: one workgroup per replica, many whole steps per dispatch. A step is forward pass, loss, deltas
 * and gradients, chunk by chunk, then the update; barriers separate the phases. In workgroup memory the weights are
 * copied in once and written back at the end; in storage every gradient tile updates its weights as soon as it is
 * summed.
 */
import type { ExampleLoss } from '../../../core/data/data-set.ts';
import type { ActivationName } from '../../../core/model/model.ts';
import type { SharedSettings } from '../../../core/model/optimizers.ts';
import type { KernelPlan } from '../kernel-plan.ts';
import { deltaText, forwardText, gradientText, layerTables, shared, type Names } from './dense.ts';
import { activationText, literal, lossText, updateText } from './functions.ts';

/** Maximum number of steps in one dispatch. */
export const maxSteps = 256;

export interface TrainShader {
  readonly plan: KernelPlan;
  readonly activation: ActivationName;
  readonly loss: ExampleLoss;
  readonly optimizer: SharedSettings;
  readonly replicas: number;
  /** Examples per step. */
  readonly batch: number;
  /** Whether examples come from the index table, or are the whole split in order. */
  readonly indexed: boolean;
  /** Number of batch streams in the index table. */
  readonly streams: number;
  /** Indexes (of single floats, padded) that are recorded after every step. */
  readonly watched: readonly number[];
}

/** Bindings in order; its settings decide which of them a shader uses. `tables.steps` is [step, column]. */
const bindingsFor = (replicas: number): string => `
struct Replica { start: u32, stream: u32, rate: f32, column: u32, momentum: f32, unused0: u32, unused1: u32, unused2: u32 }
struct Tables { replicas: array<Replica, ${replicas}>, steps: array<vec4f> }
struct Job { steps: u32, columns: u32, unused0: u32, unused1: u32 }
@group(0) @binding(0) var<uniform> job: Job;
@group(0) @binding(1) var<storage, read_write> weights: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> moments: array<vec4f>;
@group(0) @binding(3) var<storage, read> inputs: array<vec4f>;
@group(0) @binding(4) var<storage, read> targets: array<vec4f>;
@group(0) @binding(5) var<storage, read> tables: Tables;
@group(0) @binding(6) var<storage, read> indices: array<u32>;
@group(0) @binding(7) var<storage, read_write> results: array<f32>;
@group(0) @binding(8) var<storage, read_write> scratch: array<vec4f>;`;

export const inWorkgroup: Names = {
  weight: (index) => `ownWeights[${index}]`,
  scratch: (index) => `ownScratch[${index}]`,
};
export const inStorage: Names = {
  weight: (index) => `weights[weightsAt + ${index}]`,
  scratch: (index) => `scratch[scratchAt + ${index}]`,
};

const barrier = 'workgroupBarrier(); storageBarrier();';

export function trainShader(shader: TrainShader): string {
  const { plan, batch } = shader;
  const { groups } = plan.layout;
  const own = plan.place === 'workgroup';
  const names = own ? inWorkgroup : inStorage;
  const chunks = Math.ceil(batch / plan.chunk);
  const update = (index: string, value: string, weight: string): string =>
    `{ let k = ${index}; ${weight} = updated(${weight}, ${value}, weightsAt + k, ${shader.replicas * groups}u, rate, own.momentum, step); }`;
  const store = (index: string, value: string): string =>
    own
      ? `gradient[${index}] = select(gradient[${index}], vec4f(0.0), first == 0u) + ${value};`
      : update(index, value, names.weight('k'));
  return `${bindingsFor(shader.replicas)}
${layerTables(plan)}
${activationText(shader.activation)}
${updateText(shader.optimizer, plan.layout)}
${own ? `var<workgroup> ownWeights: array<vec4f, ${groups}>;\nvar<workgroup> gradient: array<vec4f, ${groups}>;\nvar<workgroup> ownScratch: array<vec4f, ${plan.scratch}>;` : ''}
var<workgroup> losses: array<f32, ${plan.workgroupSize}>;
${watchedTable(shader)}
${rowsText(shader)}

@compute @workgroup_size(${plan.workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let replica = group.x;
  let weightsAt = replica * ${groups}u;
  let scratchAt = replica * ${plan.scratch}u;
  let own = tables.replicas[replica];
  trainStart = own.start;
  stream = own.stream;
  ${own ? shared(plan, `${groups}u`, 'ownWeights[task] = weights[weightsAt + task];') : ''}
  ${barrier}
  for (var s = 0u; s < job.steps; s++) {
    let step = tables.steps[s * job.columns + own.column];
    let rate = own.rate * step.x;
    stepAt = s;
    var loss = 0.0;
    for (var first = 0u; first < ${chunks * plan.chunk}u; first += ${plan.chunk}u) {
      ${forwardText(plan, names, barrier)}
      ${lossPhase(shader, names)}
      ${barrier}
      ${deltaText(plan, names, barrier)}
      ${gradientText(plan, names, store)}
      ${barrier}
    }
    losses[lane] = loss;
    ${own ? shared(plan, `${groups}u`, update('task', 'gradient[k]', 'ownWeights[k]')) : ''}
    ${barrier}
    ${recordText(shader, names)}
  }
  ${own ? shared(plan, `${groups}u`, 'weights[weightsAt + task] = ownWeights[task];') : ''}
}`;
}

/** `rowOf(example)`: the pool row of an example of the current batch; past its end, of its last example. */
function rowsText({ batch, indexed, streams }: TrainShader): string {
  const at = `min(example, ${batch - 1}u)`;
  return `
var<private> trainStart: u32;
var<private> stream: u32;
var<private> stepAt: u32;
fn rowOf(example: u32) -> u32 {
  return trainStart + ${indexed ? `indices[(stepAt * ${streams}u + stream) * ${batch}u + ${at}]` : at};
}`;
}

/** One example per thread: adds its loss and replaces its outputs by their deltas; examples past the batch get none. */
function lossPhase({ plan, batch, loss }: TrainShader, names: Names): string {
  const l = plan.layout.layers.length - 1;
  const layer = plan.layout.layers[l]!;
  const output = (group: string): string =>
    names.scratch(`${plan.outputsAt[l]!}u + task * ${layer.outputGroups}u + ${group}`);
  const target = (group: string): string => `targets[row * ${layer.outputGroups}u + ${group}]`;
  return shared(
    plan,
    `${plan.chunk}u`,
    `
  if (first + task < ${batch}u) {
    let row = rowOf(first + task);
    let scale = ${literal(1 / batch)};
    ${lossText(loss, layer.outputs, output, target, true)}
  } else {
    for (var g = 0u; g < ${layer.outputGroups}u; g++) { ${output('g')} = vec4f(0.0); }
  }`,
  );
}

/** The step's mean loss and the watched weights, into results: losses [step, replica], then [step, replica, watched]. */
function recordText({ plan, replicas, batch, watched }: TrainShader, names: Names): string {
  return `
  if (lane == 0u) {
    var total = 0.0;
    for (var k = 0u; k < ${plan.workgroupSize}u; k++) { total += losses[k]; }
    results[s * ${replicas}u + replica] = total * ${literal(1 / batch)};
  }
  ${watchedText(watched, replicas, plan.workgroupSize, names)}
  ${barrier}`;
}

/** Indexes of the watched weights, four by four, if they are looked up. */
function watchedTable({ watched, plan }: TrainShader): string {
  if (watched.length <= plan.workgroupSize) return '';
  const fours = Array.from({ length: Math.ceil(watched.length / 4) }, (_, i) =>
    [0, 1, 2, 3].map((k) => `${watched[4 * i + k] ?? 0}u`),
  );
  return `const watchedPlaces = array<vec4u, ${fours.length}>(${fours.map((four) => `vec4u(${four.join()})`).join()});`;
}

/** A few weights have one thread each, found by its index; many are looked up, and each thread takes several. */
function watchedText(watched: readonly number[], replicas: number, threads: number, names: Names): string {
  const at = `job.steps * ${replicas}u + (s * ${replicas}u + replica) * ${watched.length}u`;
  if (watched.length > threads)
    return `
  for (var k = lane; k < ${watched.length}u; k += ${threads}u) {
    let place = watchedPlaces[k / 4u][k % 4u];
    results[${at} + k] = ${names.weight('(place / 4u)')}[place % 4u];
  }`;
  const cases = watched.map(
    (place, k) =>
      `case ${k}u: { results[${at} + ${k}u] = ${names.weight(`${Math.floor(place / 4)}u`)}[${place % 4}]; }`,
  );
  return `
  switch (lane) {
    ${cases.join('\n')}
    default: {}
  }`;
}
