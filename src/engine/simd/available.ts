/** Whether this browser, or Node, runs the modules that simd engines are made of. */

/** (module (func (drop (i32x4.splat (i32.const 0))))) */
const probe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
  ...[10, 9, 1, 7, 0, 65, 0, 253, 17, 26, 11],
);

/** Why there can be no simd engine here, in plain words; null where there can. */
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
