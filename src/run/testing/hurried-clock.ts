/** A clock on which everything takes long, for tests of how computations yield. */
import { vi } from 'vitest';

/** Every reading of the time is a tenth of a second after the previous one, until the mocks are restored. */
export function hurryClock(): void {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 100));
}
