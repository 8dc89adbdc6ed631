import { describe, expect, it } from 'vitest';
import { readLosses } from './losses.ts';
import { bytesSource, FormatError } from './source.ts';
import { encodeText } from './text.ts';

const read = async (text: string) => readLosses(bytesSource('losses', encodeText(text)));

describe('losses', () => {
  it.each<[string, string, object]>([
    ['CSV', 'step,loss\n0,2.5\n10,1e-1\n', { steps: [0, 10], loss: [2.5, 0.1], validation: null }],
    [
      'other names, order, case and line ends',
      '\ufeffVal_Loss;Epoch; Iteration ;train/loss\r\n3;1;20;2\r\n\r\n;0;10;1\r\n',
      { steps: [10, 20], loss: [1, 2], validation: [null, 3] },
    ],
    [
      'tabs and a # before the names',
      '# made by hand\n# step\tloss\n# more\n5\t-.5\n',
      { steps: [5], loss: [-0.5], validation: null },
    ],
    [
      'losses that were not finite',
      'step,loss,eval_loss\n1,nan,-inf\n2,Infinity,NaN\n',
      { steps: [1, 2], loss: [NaN, Infinity], validation: [-Infinity, NaN] },
    ],
    [
      'rows of one step',
      'step,loss,val_loss\n1,2,\n1,,3\n1,2,3\n',
      { steps: [1], loss: [2], validation: [3] },
    ],
    [
      'an export of Weights & Biases',
      '"Step","run, 1 ""a"" - train/loss","run, 1 ""a"" - train/loss__MIN","run, 1 ""a"" - train/loss__MAX"\n"0","1.5","1","2"\n',
      { steps: [0], loss: [1.5], validation: null },
    ],
    [
      'a list of JSON',
      '[{"global_step": 2, "loss": 1, "note": "x"}, {"global_step": 1, "valid_loss": 2}]',
      { steps: [1, 2], loss: [null, 1], validation: [2, null] },
    ],
    [
      'columns of JSON',
      '{"name": "x", "steps": [1, 2], "loss": [3, 4]}',
      { steps: [1, 2], loss: [3, 4], validation: null },
    ],
    [
      'a trainer_state.json, whose last row is about the whole training',
      JSON.stringify({
        global_step: 2,
        log_history: [
          { epoch: 0.5, grad_norm: 'NAN', learning_rate: 1e-4, loss: 2.5, step: 1 },
          { epoch: 0.5, eval_loss: 'NAN', eval_runtime: 3, step: 1 },
          { epoch: 1, loss: 1.5, step: 2 },
          { epoch: 1, total_flos: 1e15, train_loss: 2, train_runtime: 9, step: 2 },
        ],
        note: '"NaN" \\ NaN',
      }).replaceAll('"NAN"', 'NaN'),
      { steps: [1, 2], loss: [2.5, 1.5], validation: [NaN, null] },
    ],
  ])('of %s are read', async (_, text, losses) => {
    expect(await read(text)).toEqual(losses);
  });
});

describe('what is wrong with losses', () => {
  it.each<[string, string, string]>([
    ['nothing', '', 'It has no losses: “step” and “loss” or “val_loss” are needed'],
    ['names alone', 'step,loss\n', 'It has no losses: “step” and “loss” or “val_loss” are needed'],
    ['no losses', 'step,accuracy\n1,2\n', 'It has no losses: “step” and “loss” or “val_loss” are needed'],
    ['no names', '\n1,2\n', 'Line 2 should name the columns, and one of them “step”'],
    ['text for a loss', 'step,loss\n1,2\n2,low\n', 'Line 3: “low” in “loss” is not a number'],
    [
      'a long text',
      `step,loss\n1,${'9'.repeat(99)}\n`,
      `Line 2: “${'9'.repeat(39)}…” in “loss” is not a number`,
    ],
    ['hexadecimal', 'step,loss\n0x10,2\n', 'Line 2: “0x10” in “step” is not a number'],
    ['half a step', 'step,loss\n1.5,2\n', 'Line 2: the step “1.5” is not a whole number from 0'],
    ['a step before the first', 'step,loss\n-1,2\n', 'Line 2: the step “-1” is not a whole number from 0'],
    [
      'a step that is not finite',
      'step,loss\nnan,2\n',
      'Line 2: the step “NaN” is not a whole number from 0',
    ],
    ['no step', 'step,loss\n,2\n', 'Line 2 has a loss but no step'],
    [
      'two losses of a step',
      'step,loss\n1,2\n1,3\n',
      'Line 3 has another loss for step 1, which was there before',
    ],
    ['too few values', 'step,loss,lr\n\n1,2\n', 'Line 3 has 2 values, not 3 as the line with the names'],
    ['quotes that do not match', 'step,loss\n1,"2\n', 'Line 2: its quotes do not match'],
    [
      'two runs',
      'Step,a - loss,b - loss\n1,2,3\n',
      'Line 1 names two columns “loss”: one run is read, not several',
    ],
    ['damaged JSON', '[{"step":', 'It is damaged: what should be JSON in it is not'],
    ['other JSON', '{"a": 1}', 'It is JSON, but no list of steps and losses'],
    ['a history that is no list', '{"log_history": 1}', 'It is JSON, but no list of steps and losses'],
    ['a list of numbers', '[1]', 'Entry 1 is not an object with a step and a loss'],
    [
      'an object for a loss',
      '[{"step": 1, "loss": {"a": 1}}]',
      'Entry 1: “{"a":1}” in “loss” is not a number',
    ],
    [
      'lists of two lengths',
      '{"step": [1], "loss": [1, 2]}',
      'Its lists of steps and losses have different lengths',
    ],
  ])('%s is refused', async (_, text, sentence) => {
    const error = await read(text).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message).toBe(sentence);
  });

  it('a file that is too long is not read', async () => {
    const source = { name: 'x', size: 64_000_001, read: () => Promise.reject(new Error('was read')) };
    await expect(readLosses(source)).rejects.toThrow('It is longer than 64 MB');
  });

  it('text without an end does not overflow', async () => {
    await expect(read(`{"a":"${'\\n'.repeat(5_000_000)} NaN`)).rejects.toThrow(FormatError);
    await expect(read(`step,loss\n"${'""'.repeat(5_000_000)},1`)).rejects.toThrow(FormatError);
  });
});
