/** Whether this browser, or Node, can run the modules of simd engines. */

/** (module (func (drop (i32x4.splat (i32.const 0))))) */
const probe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
  ...[10, 9, 1, 7, 0, 65, 0, 253, 17, 26, 11],
);

/** Why no simd engine can run here, in plain words; null if it can. */
export function simdObstacle(): string | null {
  if (typeof WebAssembly === 'undefined') return 'there is no WebAssembly here';
  if (!WebAssembly.validate(probe)) return 'WebAssembly has no SIMD instructions here';
  try {
    new WebAssembly.Module(probe);
    return null;
  } catch {
    return 'WebAssembly may not be compiled here (content security policy)';
  }
}
