import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrange, type Arrangement } from './order.ts';

/** "run: steps" of each run. */
const foundIn = ({ runs }: Arrangement): string[] =>
  runs.map(({ name, checkpoints }) => `${name}: ${checkpoints.map(({ step }) => step).join(' ')}`);

/** Families of names: what runs they are. */
// prettier-ignore
const families: readonly (readonly [names: string, ...runs: string[]])[] = [
  ['checkpoint-500/model.safetensors checkpoint-1000/model.safetensors checkpoint-10000/model.safetensors', 'run: 500 1000 10000'],
  ['out/checkpoint-1000/pytorch_model.bin out/checkpoint-500/pytorch_model.bin out/pytorch_model.bin', 'out: 500 1000'],
  ['step_2000.safetensors step_10000.safetensors step_300.safetensors', 'run: 300 2000 10000'],
  ['ckpt_epoch_0_iter_1000.pt ckpt_epoch_0_iter_2000.pt ckpt_epoch_1_iter_3000.pt', 'run: 1000 2000 3000'],
  ['ckpt_epoch_0_iter_100.pt ckpt_epoch_0_iter_200.pt ckpt_epoch_1_iter_100.pt ckpt_epoch_1_iter_200.pt', 'run: 0 1 2 3'],
  ['e_0/epoch_0_iter_900.pt e_0/epoch_1_iter_100.pt', 'e_0: 0 1'],
  ['checkpoint_step10.pth checkpoint_step9.pth checkpoint_step100.pth', 'run: 9 10 100'],
  ['global_step_280/model.pt global_step_1280/model.pt', 'run: 280 1280'],
  ['global_step280/mp_rank_00_model_states.pt global_step28/mp_rank_00_model_states.pt', 'mp_rank_00_model_states: 28 280'],
  ['epoch=427.ckpt epoch=9.ckpt', 'run: 9 427'],
  ['epoch=3-step=1200.ckpt epoch=10-step=4000.ckpt', 'run: 1200 4000'],
  ['epoch=3-step=1200-val_loss=0.23.ckpt epoch=4-step=1600-val_loss=0.2.ckpt', 'run: 1200 1600'],
  ['lightning_logs/version_0/checkpoints/epoch=1-step=20.ckpt lightning_logs/version_1/checkpoints/epoch=1-step=20.ckpt', 'version_0: 20', 'version_1: 20'],
  ['weights.07.h5 weights.10.h5 weights.08.h5', 'run: 7 8 10'],
  ['weights.07-0.35.h5 weights.08-0.31.h5', 'run: 7 8'],
  ['model.07.weights.h5 model.08.weights.h5', 'run: 7 8'],
  ['100/model.safetensors 20/model.safetensors 3/model.safetensors', 'run: 3 20 100'],
  ['ck/100/w.npz ck/20/w.npz', 'w: 20 100'],
  ['step_1234/params.npz step_99/params.npz', 'run: 99 1234'],
  ['step_20k.pt step_0k.pt step_100k.pt step_1.6M.pt', 'run: 0 20000 100000 1600000'],
  ['multiberts-seed_0-step_20k/pytorch_model.bin multiberts-seed_0-step_100k/pytorch_model.bin multiberts-seed_1-step_20k/pytorch_model.bin', 'multiberts-seed_0: 20000 100000', 'multiberts-seed_1: 20000'],
  ['checkpoint-1000step.pt checkpoint-200step.pt', 'run: 200 1000'],
  ['pythia-14m/step1000/model.safetensors pythia-14m/step512/model.safetensors', 'pythia-14m: 512 1000'],
  ['pythia-14m/step1/model.safetensors pythia-70m/step1/model.safetensors', 'pythia-14m: 1', 'pythia-70m: 1'],
  ['seed0/step_10.safetensors seed10/step_10.safetensors seed2/step_10.safetensors', 'seed0: 10', 'seed2: 10', 'seed10: 10'],
  ['model_seed-1_step_10.pt model_seed-1_step_20.pt model_seed-2_step_10.pt', 'model_seed-1: 10 20', 'model_seed-2: 10'],
  ['run_3/100.pt run_3/90.pt run_4/100.pt run_4/90.pt', 'run_3: 90 100', 'run_4: 90 100'],
  ['run_1.npz run_2.npz', 'run_1: 0', 'run_2: 0'],
  ['model_1.pt model_10.pt model_2.pt', 'run: 1 2 10'],
  ['net-0100.pth net-0020.pth', 'run: 20 100'],
  ['a1/x5.pt a1/x6.pt a2/x5.pt a2/x6.pt', 'a1/x: 5 6', 'a2/x: 5 6'],
  ['lr0.1/1.pt lr0.1/2.pt lr0.2/1.pt lr0.2/2.pt', 'lr0.1: 1 2', 'lr0.2: 1 2'],
  ['b.safetensors a.safetensors c10.safetensors c9.safetensors', 'c: 9 10'],
  ['beginning.pt middle.pt the-end.pt', 'run: 0 1 2'],
  ['a/model.safetensors b/model.safetensors', 'run: 0 1'],
  ['model.safetensors', 'run: 0'],
  ['best.pt last.pt epoch1.pt epoch2.pt', 'run: 1 2'],
  ['generator_step100.pt discriminator_step100.pt generator_step200.pt discriminator_step200.pt', 'discriminator: 100 200', 'generator: 100 200'],
  ['checkpoint_10.pth.tar checkpoint_9.pth.tar', 'run: 9 10'],
  ['ckpt-1000 ckpt-200', 'run: 200 1000'],
  ['iter_0001000/model.pt iter_0000500/model.pt', 'run: 500 1000'],
  ['it100.npy it20.npy', 'run: 20 100'],
  ['snapshot_2.npz snapshot_11.npz', 'run: 2 11'],
  ['Epoch-12.keras Epoch-3.keras', 'run: 3 12'],
  ['STEP_5.PT STEP_10.PT', 'run: 5 10'],
  ['training/10epochs.pt training/9epochs.pt', 'training: 9 10'],
  ['m_10k_steps.pt m_2k_steps.pt', 'm: 2000 10000'],
  ['ckpt_20240501_step_100.pt ckpt_20240501_step_20.pt', 'run: 20 100'],
  ['2024-05-01/step_100.pt 2024-05-02/step_100.pt', '2024-05-01: 100', '2024-05-02: 100'],
  ['control-seed-1/step-000050.safetensors control-seed-1/step-000000.safetensors farcaster-seed-1/step-000000.safetensors', 'control-seed-1: 0 50', 'farcaster-seed-1: 0'],
  ['checkpoint-500/model.safetensors checkpoint-500/pytorch_model.bin checkpoint-500/adapter_model.safetensors', 'run: 500'],
  ['checkpoint-5/model-00001-of-00002.safetensors checkpoint-5/model-00002-of-00002.safetensors checkpoint-5/model.safetensors.index.json checkpoint-6/model.safetensors', 'run: 5 6'],
  ['step_99999999999999999999.pt step_1.pt step_2.pt', 'run: 1 2'],
  ['../../etc/step_1.pt ../../etc/step_2.pt', 'etc: 1 2'],
  ['/abs/step_1.pt /abs/step_2.pt', 'abs: 1 2'],
  ['model_v2_step_5.pt model_v2_step_6.pt', 'model_v2: 5 6'],
  ['iteration-7/model.safetensors iteration-70/model.safetensors iteration-8/model.safetensors', 'run: 7 8 70'],
  ['weights_2M.pt weights_1500k.pt', 'run: 1500000 2000000'],
  ['fold1/model_5.pt fold1/model_6.pt fold2/model_5.pt fold2/model_6.pt', 'fold1: 5 6', 'fold2: 5 6'],
  ['trial_1/step_5.pt trial_1/step-10.pt', 'trial_1: 5 10'],
  ['update_7.pt update_70.pt', 'run: 7 70'],
  ['step_100/layer1.kernel.npy step_100/layer1.bias.npy step_20/layer1.kernel.npy step_20/layer1.bias.npy', 'run: 20 100'],
  ['100/w.npy 100/b.npy 20/w.npy 20/b.npy', 'run: 20 100'],
  ['a/step_1.npy a/step_2.npy', 'a: 1 2'],
  ['İ/step_5.pt İ/step_6.pt', 'İ: 5 6'],
];

test.each(families)('%s', (names, ...runs) => {
  expect(foundIn(arrange(names.split(' ')))).toEqual(runs);
});

test('names may have spaces', () => {
  expect(foundIn(arrange(['Trial 1/Step 5.pt', 'Trial 1/Step 10.pt']))).toEqual(['Trial 1: 5 10']);
});

test('a folder of the trainer of Hugging Face: what is beside the weights is left out, each by a reason', () => {
  const beside = {
    'optimizer.pt': 'Not weights: the state of an optimizer, a schedule or random numbers',
    'scheduler.pt': 'Not weights: the state of an optimizer, a schedule or random numbers',
    'rng_state.pth': 'Not weights: the state of an optimizer, a schedule or random numbers',
    'training_args.bin': 'Not weights: the state of an optimizer, a schedule or random numbers',
    'config.json': 'Not weights: settings or text',
    'tokenizer.json': 'Not weights: part of a tokenizer',
    'vocab.txt': 'Not weights: part of a tokenizer',
    '.DS_Store': 'A hidden file',
    'photo.jpg': 'Not weights by its name',
    'events.out.tfevents.17.host': 'Events of TensorBoard are not read',
  };
  const names = [500, 1000].flatMap((step) =>
    ['model.safetensors', 'trainer_state.json', ...Object.keys(beside)].map(
      (name) => `out/checkpoint-${step}/${name}`,
    ),
  );
  const { ignored, losses, ...rest } = arrange([...names, 'out/model.safetensors']);
  expect(foundIn({ ignored, losses, ...rest })).toEqual(['out: 500 1000']);
  expect(losses).toEqual(['out/checkpoint-1000/trainer_state.json']);
  const why = new Map(ignored.map((each) => [each.name, each.why]));
  for (const [name, reason] of Object.entries(beside))
    expect(why.get(`out/checkpoint-1000/${name}`)).toBe(reason);
  expect(why.get('out/model.safetensors')).toBe('Its name has no step, unlike those of other checkpoints');
  expect(why.get('out/checkpoint-500/trainer_state.json')).toBe('A later copy has the same losses');
  expect(ignored).toHaveLength(2 * Object.keys(beside).length + 2);
  expect(rest.notes).toEqual(['The numbers after “checkpoint” in the names are taken as steps']);
});

test('formats that are not read say what to do', () => {
  const names = [
    '100/manifest.ocdbt',
    '100/_METADATA',
    'model.ckpt-5.index',
    'model.ckpt-5.data-00000-of-00001',
    'params.msgpack',
  ];
  const { runs, ignored } = arrange(names);
  expect(runs).toEqual([]);
  expect(ignored.map(({ why }) => why)).toEqual([
    ...Array<string>(2).fill('Orbax checkpoints are not read: save the weights as safetensors'),
    ...Array<string>(2).fill('TensorFlow checkpoints are not read: save the weights as safetensors'),
    'Files of this kind are not read: save the weights as safetensors',
  ]);
});

test('a checkpoint in shards is one, with its index', () => {
  const { runs } = arrange([
    'c-5/model-00002-of-00002.safetensors',
    'c-5/model.safetensors.index.json',
    'c-5/model-00001-of-00002.safetensors',
  ]);
  expect(runs[0]!.checkpoints).toEqual([
    {
      files: [
        'c-5/model-00001-of-00002.safetensors',
        'c-5/model-00002-of-00002.safetensors',
        'c-5/model.safetensors.index.json',
      ],
      step: 0,
      used: true,
    },
  ]);
});

test('files with losses are distinguished from settings', () => {
  const names = [
    'a/loss.csv',
    'a/metrics.jsonl',
    'a/training_log.json',
    'a/config.json',
    'a/step_1.pt',
    'trainer_state.json',
    'checkpoint-5/trainer_state.json',
  ];
  expect(arrange(names).losses).toEqual([
    'a/loss.csv',
    'a/metrics.jsonl',
    'a/training_log.json',
    'trainer_state.json',
  ]);
});

test.each([
  ['weights.07.h5 weights.08.h5', 'Numbers in the names are taken as steps: 07 in “weights.07.h5”'],
  ['epoch=1.ckpt epoch=2.ckpt', 'Epochs are taken as steps'],
  [
    'a.pt b.pt',
    'Nothing says at which steps the checkpoints were saved: positions in natural order, 0, 1, 2 …, are taken as steps',
  ],
  [
    'epoch_0_step_5.pt epoch_1_step_5.pt',
    'The numbers in the names start again in each epoch: positions, 0, 1, 2 …, are taken as steps',
  ],
  [
    'x/step_1.pt y/epoch_1.pt',
    '2 runs were told apart by folders and names|Epochs are taken as steps: in “y”',
  ],
  ['step_1.pt step_2.pt', ''],
])('what is guessed is said: %s', (names, notes) => {
  expect(arrange(names.split(' ')).notes.join('|')).toBe(notes);
});

test('a step that the files themselves name counts more than their names', () => {
  const names = ['checkpoint-1.pt', 'checkpoint-2.pt'];
  const own = arrange(
    names,
    new Map([
      ['checkpoint-1.pt', 700],
      ['checkpoint-2.pt', 300],
    ]),
  );
  expect(foundIn(own)).toEqual(['run: 300 700']);
  expect(own.notes).toEqual(['The steps are those that the files name themselves; their names say others']);
  expect(foundIn(arrange(names, new Map([['checkpoint-1.pt', 700]])))).toEqual(['run: 1 2']);
  expect(foundIn(arrange(names, new Map(names.map((name) => [name, 700]))))).toEqual(['run: 1 2']);
  const unnamed = arrange(
    ['b.pt', 'a.pt'],
    new Map([
      ['a.pt', 9],
      ['b.pt', 4],
    ]),
  );
  expect([foundIn(unnamed), unnamed.notes]).toEqual([['run: 4 9'], []]);
});

test('of several files at one step the whole model in safetensors is taken', () => {
  const { runs, ignored } = arrange(
    ['c-5', 'c-6'].flatMap((folder) =>
      ['adapter_model.safetensors', 'model.safetensors', 'pytorch_model.bin'].map(
        (name) => `${folder}/${name}`,
      ),
    ),
  );
  expect(runs.flatMap(({ checkpoints }) => checkpoints.flatMap(({ files }) => files))).toEqual([
    'c-5/model.safetensors',
    'c-6/model.safetensors',
  ]);
  expect(ignored).toHaveLength(4);
});

const names = fc.uniqueArray(
  fc
    .array(
      fc.constantFrom(
        'step',
        '-',
        '_',
        '/',
        '.',
        'epoch',
        '=',
        'seed',
        '1',
        '20',
        'k',
        'İ',
        '..',
        'run',
        'x',
        'pt',
        '.pt',
        '.safetensors',
        '-00001-of-00002',
        'loss0.5',
        'trainer_state.json',
        '9'.repeat(20),
      ),
      { maxLength: 9 },
    )
    .map((parts) => parts.join('')),
  { maxLength: 30 },
);

test('every name is in exactly one place, steps ascend, and the order of names does not matter', () => {
  fc.assert(
    fc.property(names, fc.infiniteStream(fc.nat()), (all, shuffle) => {
      const found = arrange(all);
      const places = [
        ...found.runs.flatMap((run) => run.checkpoints.flatMap(({ files }) => files)),
        ...found.losses,
        ...found.ignored.map(({ name }) => name),
      ];
      expect(places.toSorted()).toEqual(all.toSorted());
      expect(new Set(found.runs.map(({ name }) => name)).size).toBe(found.runs.length);
      for (const { checkpoints } of found.runs) {
        expect(checkpoints.length).toBeGreaterThan(0);
        checkpoints.forEach(({ step }, index) => {
          expect(Number.isSafeInteger(step)).toBe(true);
          if (index > 0) expect(step).toBeGreaterThan(checkpoints[index - 1]!.step);
        });
      }
      const keys = new Map(all.map((name) => [name, shuffle.next().value]));
      const other = arrange(all.toSorted((a, b) => keys.get(a)! - keys.get(b)!));
      expect(other.runs).toEqual(found.runs);
    }),
  );
});

test('twenty thousand names are arranged quickly, and so is a very long one', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `run${index % 100}/step_${index}.safetensors`);
  expect(arrange(many).runs).toHaveLength(100);
  for (const part of ['1', 'step', '-', '0.', 'step_1_', 'a1', '/', 'val_', '1k'])
    expect(arrange([`${part.repeat(20_000)}.pt`, 'a.pt']).runs.length).toBeGreaterThan(0);
});
