/**
 * The evaluation kernel: loss and number of correct predictions of weight vectors on ranges of examples, one
 * workgroup per (row, replica). The forward pass is that of training.
 */
import type { ExampleLoss } from '../../../core/data/data-set.ts';
import type { ActivationName } from '../../../core/model/model.ts';
import type { KernelPlan } from '../kernel-plan.ts';
import { forwardText, layerTables, shared } from './dense.ts';
import { activationText, lossText } from './functions.ts';
import { inStorage, inWorkgroup } from './train.ts';

export interface EvaluateShader {
  readonly plan: KernelPlan;
  readonly activation: ActivationName;
  readonly loss: ExampleLoss;
  readonly replicas: number;
  /** Whether rows come from the index table [stream, batch] instead of a range. */
  readonly indexed: boolean;
}

/** A range is (first pool row, count, stream, 0); a count of 0 skips a replica. */
const bindings = `
@group(0) @binding(0) var<storage, read> weights: array<vec4f>;
@group(0) @binding(1) var<storage, read> inputs: array<vec4f>;
@group(0) @binding(2) var<storage, read> targets: array<vec4f>;
@group(0) @binding(3) var<storage, read> ranges: array<vec4u>;
@group(0) @binding(4) var<storage, read> indices: array<u32>;
@group(0) @binding(5) var<storage, read_write> results: array<vec2f>;
@group(0) @binding(6) var<storage, read_write> scratch: array<vec4f>;`;

export function evaluateShader({ plan, activation, loss, replicas, indexed }: EvaluateShader): string {
  const { layers, groups } = plan.layout;
  const own = plan.place === 'workgroup';
  const names = own ? inWorkgroup : inStorage;
  const last = layers.length - 1;
  const layer = layers[last]!;
  const barrier = 'workgroupBarrier(); storageBarrier();';
  const output = (group: string): string =>
    names.scratch(`${plan.outputsAt[last]!}u + task * ${layer.outputGroups}u + ${group}`);
  const target = (group: string): string => `targets[row * ${layer.outputGroups}u + ${group}]`;
  return `${bindings}
${layerTables(plan)}
${activationText(activation)}
${own ? `var<workgroup> ownWeights: array<vec4f, ${groups}>;\nvar<workgroup> ownScratch: array<vec4f, ${plan.scratch}>;` : ''}
var<workgroup> sums: array<vec2f, ${plan.workgroupSize}>;
var<private> range: vec4u;
fn rowOf(example: u32) -> u32 {
  let at = min(example, range.y - 1u);
  return range.x + ${indexed ? 'indices[range.z * range.y + at]' : 'at'};
}

@compute @workgroup_size(${plan.workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let replica = group.x;
  let vector = group.y * ${replicas}u + replica;
  let weightsAt = vector * ${groups}u;
  let scratchAt = vector * ${plan.scratch}u;
  let count = ranges[replica].y;
  range = ranges[replica];
  var loss = 0.0;
  var right = 0.0;
  ${own ? shared(plan, `${groups}u`, 'ownWeights[task] = weights[weightsAt + task];') : ''}
  ${barrier}
  for (var first = 0u; first < count; first += ${plan.chunk}u) {
    ${forwardText(plan, names, barrier)}
    ${shared(
      plan,
      `${plan.chunk}u`,
      `
    if (first + task < count) {
      let row = rowOf(first + task);
      ${lossText(loss, layer.outputs, output, target, false)}
      ${loss === 'cross-entropy' ? rightText(layer.outputs, output, target) : ''}
    }`,
    )}
    ${barrier}
  }
  sums[lane] = vec2f(loss, right);
  ${barrier}
  if (lane == 0u) {
    var total = vec2f(0.0);
    for (var k = 0u; k < ${plan.workgroupSize}u; k++) { total += sums[k]; }
    results[vector] = total / f32(max(count, 1u));
  }
}`;
}

/** Adds 1 to `right` if the first largest output is at the first largest target. */
function rightText(
  width: number,
  output: (group: string) => string,
  target: (group: string) => string,
): string {
  return `
  var best = ${output('0u')}.x;
  var truth = ${target('0u')}.x;
  var bestAt = 0u;
  var truthAt = 0u;
  for (var o = 1u; o < ${width}u; o++) {
    let value = ${output('o / 4u')}[o % 4u];
    let wanted = ${target('o / 4u')}[o % 4u];
    if (value > best) { best = value; bestAt = o; }
    if (wanted > truth) { truth = wanted; truthAt = o; }
  }
  right += select(0.0, 1.0, bestAt == truthAt);`;
}
