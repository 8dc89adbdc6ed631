/**
 * Kernels over snapshots: linear combinations written out or adopted, and sums over them. Snapshots are slots of one
 * buffer, [slot, replica, group]; slot 0 is the current weights.
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

/** Maximum number of weights in one partial sum. */
export const chunkWeights = 1024;

/** `place[group]` = (tensor, mask of real weights in bits 0..3). */
const jobAndPlaces = `
struct Job { rows: u32, terms: u32, chunks: u32, unused: u32, slots: array<vec4u, 16> }
@group(0) @binding(0) var<uniform> job: Job;
@group(0) @binding(2) var<storage, read> coefficients: array<f32>;
@group(0) @binding(3) var<storage, read> place: array<vec2u>;
fn slotOf(s: u32) -> u32 { return job.slots[s / 4u][s % 4u]; }
fn maskOf(bits: u32) -> vec4f { return vec4f(f32(bits & 1u), f32((bits >> 1u) & 1u), f32((bits >> 2u) & 1u), f32((bits >> 3u) & 1u)); }`;

const common = ({ replicas, tensors, slotStride, groups }: MixShader): string => `${jobAndPlaces}
fn mixed(row: u32, replica: u32, group: u32) -> vec4f {
  let at = ((row * ${replicas}u + replica) * ${tensors}u + place[group].x) * job.terms;
  var sum = vec4f(coefficients[at + job.terms - 1u]);
  for (var s = 0u; s + 1u < job.terms; s++) {
    let k = coefficients[at + s];
    if (k != 0.0) { sum += k * slots[slotOf(s) * ${slotStride}u + replica * ${groups}u + group]; }
  }
  return sum * maskOf(place[group].y);
}`;

/** Writes linear combinations [row, replica, group]. */
export const mixShader = (shader: MixShader): string => `
@group(0) @binding(1) var<storage, read> slots: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> mixes: array<vec4f>;
${common(shader)}
@compute @workgroup_size(${shader.threads})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${shader.groups}u) { return; }
  mixes[(id.z * ${shader.replicas}u + id.y) * ${shader.groups}u + id.x] = mixed(id.z, id.y, id.x);
}`;

/** Replaces the weights of accepting replicas by row 0 of the combination. */
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

/**
 * Sums |combination| over chunks of weights: partial sums [row, replica, chunk]. `ranges[chunk]` = (first group,
 * count).
 */
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

/** Columns on each side of a tile of inner products. */
export const tileColumns = 4;

/** The same text for every column of a tile. */
const perColumn = (text: (index: number) => string): string =>
  Array.from({ length: tileColumns }, (_, index) => text(index)).join('\n  ');

const rowOfTile = `
  let tile = job.rows + id.z;
  while ((row + 1u) * (row + 2u) / 2u <= tile) { row++; }
  let column = tile - row * (row + 1u) / 2u;`;

const offDiagonal = `
      ${perColumn((i) => `let b${i} = columnOf(${tileColumns}u * column + ${i}u, id.y, group, mask);`)}
      ${perColumn((i) => `product${i} += vec4f(dot(a${i}, b0), dot(a${i}, b1), dot(a${i}, b2), dot(a${i}, b3));`)}`;

/**
 * Inner products of columns over chunks of weights, tile by tile of the lower triangle: partials [tile, replica,
 * chunk, column i, column j], tiles row by row from `job.rows` on. On the diagonal only j <= i; values beyond the
 * last column are meaningless. `coefficients` [column, terms] are shared by all replicas. `many`: for many tiles;
 * otherwise for a single tile, which needs fewer branches.
 */
export const gramShader = ({ slotStride, groups, threads, replicas }: MixShader, many: boolean): string => `
@group(0) @binding(1) var<storage, read> slots: array<vec4f>;
@group(0) @binding(4) var<storage, read> ranges: array<vec2u>;
@group(0) @binding(5) var<storage, read_write> partials: array<vec4f>;
${jobAndPlaces}
var<workgroup> sums: array<vec4f, ${threads * tileColumns}>;
fn columnOf(c: u32, replica: u32, group: u32, mask: vec4f) -> vec4f {
  let at = c * job.terms;
  var sum = vec4f(coefficients[at + job.terms - 1u]);
  for (var s = 0u; s + 1u < job.terms; s++) {
    let k = coefficients[at + s];
    if (k != 0.0) { sum += k * slots[slotOf(s) * ${slotStride}u + replica * ${groups}u + group]; }
  }
  return sum * mask;
}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let range = ranges[id.x];
  var row = 0u;
  ${many ? rowOfTile : ''}
  ${perColumn((i) => `var product${i} = vec4f(0.0);`)}
  for (var k = lane; k < range.y; k += ${threads}u) {
    let group = range.x + k;
    let mask = maskOf(place[group].y);
    ${perColumn((i) => `let a${i} = columnOf(${tileColumns}u * row + ${i}u, id.y, group, mask);`)}
    ${many ? `if (column != row) { ${offDiagonal} continue; }` : ''}
    product0.x += dot(a0, a0);
    product1 += vec4f(dot(a1, a0), dot(a1, a1), 0.0, 0.0);
    product2 += vec4f(dot(a2, a0), dot(a2, a1), dot(a2, a2), 0.0);
    product3 += vec4f(dot(a3, a0), dot(a3, a1), dot(a3, a2), dot(a3, a3));
  }
  ${perColumn((i) => `sums[${i * threads}u + lane] = product${i};`)}
  workgroupBarrier();
  for (var i = lane; i < ${tileColumns}u; i += ${threads}u) {
    var total = vec4f(0.0);
    for (var k = 0u; k < ${threads}u; k++) { total += sums[i * ${threads}u + k]; }
    partials[((id.z * ${replicas}u + id.y) * job.chunks + id.x) * ${tileColumns}u + i] = total;
  }
}`;
