/**
 * Kernels over snapshots: affine mixes written out or adopted, and sums over them. Snapshots are slots
 * of one buffer, [slot, replica, group]; slot 0 is the weights themselves.
 */

export interface MixShader {
  /** Groups of four weights per replica. */
  readonly groups: number;
  readonly replicas: number;
  readonly tensors: number;
  /** vec4 from one slot to the next. */
  readonly slotStride: number;
  /** Threads per workgroup. */
  readonly threads: number;
}

/** Most weights of one partial sum. */
export const chunkWeights = 1024;

/** `place[group]` = (tensor, mask of real weights in bits 0..3). */
const common = ({ replicas, tensors, slotStride, groups }: MixShader): string => `
struct Job { rows: u32, terms: u32, chunks: u32, columns: u32, slots: array<vec4u, 16> }
@group(0) @binding(0) var<uniform> job: Job;
@group(0) @binding(2) var<storage, read> coefficients: array<f32>;
@group(0) @binding(3) var<storage, read> place: array<vec2u>;
fn slotOf(s: u32) -> u32 { return job.slots[s / 4u][s % 4u]; }
fn maskOf(bits: u32) -> vec4f { return vec4f(f32(bits & 1u), f32((bits >> 1u) & 1u), f32((bits >> 2u) & 1u), f32((bits >> 3u) & 1u)); }
fn mixed(row: u32, replica: u32, group: u32) -> vec4f {
  let at = ((row * ${replicas}u + replica) * ${tensors}u + place[group].x) * job.terms;
  var sum = vec4f(coefficients[at + job.terms - 1u]);
  for (var s = 0u; s + 1u < job.terms; s++) {
    sum += coefficients[at + s] * slots[slotOf(s) * ${slotStride}u + replica * ${groups}u + group];
  }
  return sum * maskOf(place[group].y);
}`;

/** Writes mixes [row, replica, group]. */
export const mixShader = (shader: MixShader): string => `
@group(0) @binding(1) var<storage, read> slots: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> mixes: array<vec4f>;
${common(shader)}
@compute @workgroup_size(${shader.threads})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${shader.groups}u) { return; }
  mixes[(id.z * ${shader.replicas}u + id.y) * ${shader.groups}u + id.x] = mixed(id.z, id.y, id.x);
}`;

/** Replaces the weights of accepting replicas by mix row 0. */
export const adoptShader = (shader: MixShader): string => `
@group(0) @binding(1) var<storage, read_write> slots: array<vec4f>;
@group(0) @binding(4) var<storage, read> accept: array<u32>;
${common(shader)}
@compute @workgroup_size(${shader.threads})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${shader.groups}u || accept[id.y] == 0u) { return; }
  let value = mixed(0u, id.y, id.x);
  slots[id.y * ${shader.groups}u + id.x] = value;
}`;

/** Sums |mix| over chunks of weights: partial sums [row, replica, chunk]. `ranges[chunk]` = (first group, count). */
export const absoluteShader = (shader: MixShader): string => `
@group(0) @binding(1) var<storage, read> slots: array<vec4f>;
@group(0) @binding(4) var<storage, read> ranges: array<vec2u>;
@group(0) @binding(5) var<storage, read_write> partials: array<f32>;
${common(shader)}
var<workgroup> sums: array<f32, ${shader.threads}>;
@compute @workgroup_size(${shader.threads})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let range = ranges[id.x];
  var sum = 0.0;
  for (var k = lane; k < range.y; k += ${shader.threads}u) {
    let value = abs(mixed(id.z, id.y, range.x + k));
    sum += value.x + value.y + value.z + value.w;
  }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane == 0u) {
    var total = 0.0;
    for (var k = 0u; k < ${shader.threads}u; k++) { total += sums[k]; }
    partials[(id.z * ${shader.replicas}u + id.y) * job.chunks + id.x] = total;
  }
}`;

/** Number of products of a symmetric matrix. */
export const productCount = (columns: number): number => (columns * (columns + 1)) / 2;

/**
 * Inner products of `columns` columns over chunks of weights: partials [replica, chunk, product], the
 * lower triangle row by row. `coefficients` [column, terms] are shared by all replicas.
 */
export const gramShader = (shader: MixShader, columns: number): string => {
  const { slotStride, groups, threads } = shader;
  const products = productCount(columns);
  return `
struct Job { rows: u32, terms: u32, chunks: u32, columns: u32, slots: array<vec4u, 16> }
@group(0) @binding(0) var<uniform> job: Job;
@group(0) @binding(1) var<storage, read> slots: array<vec4f>;
@group(0) @binding(2) var<storage, read> coefficients: array<f32>;
@group(0) @binding(3) var<storage, read> place: array<vec2u>;
@group(0) @binding(4) var<storage, read> ranges: array<vec2u>;
@group(0) @binding(5) var<storage, read_write> partials: array<f32>;
fn slotOf(s: u32) -> u32 { return job.slots[s / 4u][s % 4u]; }
fn maskOf(bits: u32) -> vec4f { return vec4f(f32(bits & 1u), f32((bits >> 1u) & 1u), f32((bits >> 2u) & 1u), f32((bits >> 3u) & 1u)); }
var<workgroup> sums: array<f32, ${threads * products}>;
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let range = ranges[id.x];
  var column: array<vec4f, ${columns}>;
  var product: array<f32, ${products}>;
  for (var k = lane; k < range.y; k += ${threads}u) {
    let group = range.x + k;
    let mask = maskOf(place[group].y);
    for (var c = 0u; c < ${columns}u; c++) {
      var sum = vec4f(coefficients[c * job.terms + job.terms - 1u]);
      for (var s = 0u; s + 1u < job.terms; s++) {
        sum += coefficients[c * job.terms + s] * slots[slotOf(s) * ${slotStride}u + id.y * ${groups}u + group];
      }
      column[c] = sum * mask;
    }
    var p = 0u;
    for (var i = 0u; i < ${columns}u; i++) {
      for (var j = 0u; j <= i; j++) { product[p] += dot(column[i], column[j]); p++; }
    }
  }
  for (var p = 0u; p < ${products}u; p++) { sums[p * ${threads}u + lane] = product[p]; }
  workgroupBarrier();
  for (var p = lane; p < ${products}u; p += ${threads}u) {
    var total = 0.0;
    for (var k = 0u; k < ${threads}u; k++) { total += sums[p * ${threads}u + k]; }
    partials[(id.y * job.chunks + id.x) * ${products}u + p] = total;
  }
}`;
};
