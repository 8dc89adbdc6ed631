import { expect, test } from 'vitest';
import * as arms from './arms.ts';

const { armNames, armKind, armRecords } = arms;

test('the order of arms, which links are written in, only grows at its end or between', () => {
  expect(armNames.join(' ')).toBe(
    'control farcaster scalar search endpoint recent quadratic aitken columns points introspection wnn ' +
      'average lookahead random surgery faster decay momentum',
  );
});

test('how arms jump follows from their records', () => {
  const of = (kind: arms.ArmKind): string => armNames.filter((arm) => armKind(arm) === kind).join(' ');
  expect(of('fitted')).toBe('farcaster scalar columns points');
  expect(of('formula')).toBe('search endpoint recent quadratic aitken');
  expect(of('network')).toBe('introspection wnn');
  expect(of('follows')).toBe('random surgery');
  expect(of('none')).toBe('control average lookahead faster decay momentum');
});

test('the arms that others are measured by are found by what they are', () => {
  expect([arms.controlArm, arms.subjectArm, arms.rateRival]).toEqual(['control', 'farcaster', 'faster']);
  expect(armNames.filter(arms.bringsMomentum)).toEqual(['momentum']);
  expect(armNames.filter(arms.followsWindowLine)).toEqual(['search', 'endpoint']);
  expect(arms.recipeOf('control')).toBe(armRecords.farcaster.jumps);
});

test('what a record leaves out is plain training', () => {
  expect(armRecords.control).toMatchObject({
    ...{ learningRate: 1, momentum: 0, decays: false },
    ...{ between: null, jumps: null, follows: null },
  });
});
