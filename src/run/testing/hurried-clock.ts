/** A clock on which everything takes long, for tests of what lets others have their turn. */
import { vi } from 'vitest';

/** Every look at the time is a tenth of a second after the one before; until the mocks are restored. */
export function hurryClock(): void {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 100));
}
