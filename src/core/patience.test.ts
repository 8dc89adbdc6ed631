import { describe, expect, it } from 'vitest';
import { Patience, turnTime } from './patience.ts';

/** Number of turns until patience ends, if each comes `apart` ms after the previous one. */
function turnsUntilOver(patience: Patience, apart: (turn: number) => number, most = 1000): number {
  let now = 0;
  for (let turn = 0; turn < most; turn += 1) {
    now += apart(turn);
    if (patience.look(now)) return turn;
  }
  return Infinity;
}

describe('patience', () => {
  it('ends after the given seconds of turns on time', () => {
    expect(turnsUntilOver(new Patience(10), () => turnTime)).toBe(20);
    expect(20 * turnTime).toBe(10_000);
  });

  it('never ends before its time, where that is no whole number of turns', () => {
    expect(turnsUntilOver(new Patience(0.7), () => turnTime)).toBe(2);
  });

  it('calls a turn late that takes more than half as long again', () => {
    expect(turnsUntilOver(new Patience(10), () => 1.5 * turnTime)).toBe(20);
    expect(turnsUntilOver(new Patience(10), () => 1.5 * turnTime + 1)).toBe(Infinity);
  });

  it('does not count turns that came late: a laptop that slept, a debugger, a busy machine', () => {
    expect(turnsUntilOver(new Patience(10), () => 2 * turnTime)).toBe(Infinity);
    expect(turnsUntilOver(new Patience(10), () => 3_600_000)).toBe(Infinity);
    const everyOtherLate = (turn: number): number => (turn % 2 === 0 ? turnTime : 3 * turnTime);
    expect(turnsUntilOver(new Patience(10), everyOtherLate)).toBe(40);
  });

  it('restarts with every answer', () => {
    const patience = new Patience(2);
    for (let turn = 0; turn < 100; turn += 1) {
      if (turn % 3 === 0) patience.heard();
      expect(patience.look(turn * turnTime)).toBe(false);
    }
  });
});
