/** The kernel that gathers individual weights of snapshots. As bits, so that nothing is rounded or flushed to zero. */

export interface SampleShader {
  /** Groups of four weights per replica. */
  readonly groups: number;
  /** vec4 from one slot to the next. */
  readonly slotStride: number;
  /** Threads per workgroup. */
  readonly threads: number;
}

/** `sampled` [snapshot, replica, place]; `job` = (places, replicas). */
export const sampleShader = ({ groups, slotStride, threads }: SampleShader): string => `
@group(0) @binding(0) var<storage, read> job: array<u32>;
@group(0) @binding(1) var<storage, read> weights: array<u32>;
@group(0) @binding(2) var<storage, read> slots: array<u32>;
@group(0) @binding(3) var<storage, read> places: array<u32>;
@group(0) @binding(4) var<storage, read_write> sampled: array<u32>;
@compute @workgroup_size(${threads})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) size: vec3u) {
  let start = slots[id.z] * ${4 * slotStride}u + id.y * ${4 * groups}u;
  let to = (id.z * job[1] + id.y) * job[0];
  for (var k = id.x; k < job[0]; k += size.x * ${threads}u) { sampled[to + k] = weights[start + places[k]]; }
}`;
