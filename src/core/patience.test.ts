import { describe, expect, it } from 'vitest';
import { Patience, turnTime } from './patience.ts';

/** Turns until patience ends, when each comes `apart` ms after the one before. */
function turnsUntilOver(patience: Patience, apart: (turn: number) => number, most = 1000): number {
  let now = 0;
  for (let turn = 0; turn < most; turn += 1) {
    now += apart(turn);
    if (patience.look(now)) return turn;
  }
  return Infinity;
}

describe('patience', () => {
  it('ends after so many seconds of turns on time', () => {
    expect(turnsUntilOver(new Patience(10), () => turnTime)).toBe(20);
  });

  it('does not count turns that came late: a laptop that slept, a debugger, a busy machine', () => {
    expect(turnsUntilOver(new Patience(10), () => 2 * turnTime)).toBe(Infinity);
    expect(turnsUntilOver(new Patience(10), () => 3_600_000)).toBe(Infinity);
    const everyOtherLate = (turn: number): number => (turn % 2 === 0 ? turnTime : 3 * turnTime);
    expect(turnsUntilOver(new Patience(10), everyOtherLate)).toBe(40);
  });

  it('begins anew with everything that is heard', () => {
    const patience = new Patience(2);
    for (let turn = 0; turn < 100; turn += 1) {
      if (turn % 3 === 0) patience.heard();
      expect(patience.look(turn * turnTime)).toBe(false);
    }
  });
});
