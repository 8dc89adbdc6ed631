// Owns which experiments docs/FINDINGS.md reports, as links. Every group includes all rivals, because the choice of
// rivals would affect the findings.

/** Rivals of plain gradient descent; other optimizers already have momentum or moments. */
const rivals = 'scalar,search,endpoint,recent,quadratic,aitken,faster,decay';
const descending = `${rivals},momentum`;

const adam = 'optimizer=adam&lr=0.01';
const spiral = 'noise=0.05&layers=16,16&steps=2000';
const fashion =
  'task=fashion-mnist&layers=32&activation=relu&optimizer=adam&lr=0.001&batch=64&steps=500&stride=5&warmup=100&period=101';

/** For real images, the rivals and seeds that fit into the memory limit of a run. */
const images = 'search,endpoint,recent,faster,decay';

/** @param {string} rest @param {string} [arms] @param {number} [seeds] */
const link = (rest, arms = descending, seeds = 16) =>
  `#v=3${rest === '' ? '' : `&${rest}`}&arms=control,farcaster,${arms}&seeds=${seeds}`;

/** How transformers are trained, and forecasts over several mini-batches, tried seldom. */
const fineTuned = 'schedule=cosine&ramp=50&decay=0.01&decayof=kernels&clip=1';
const seldom = 'stride=2&warmup=60&period=60&candidates=4';
const decoder = 'task=moby-dick&net=gpt';
const cnn = 'task=fashion-mnist&net=cnn&activation=relu';
/** That of the preset. */
const encoder = 'task=century&net=encoder&width=16&blocks=1&context=64&dropout=0.1';
const regularised = 'schedule=cosine&ramp=50&decay=0.1&decayof=kernels&clip=1';

/**
 * As few rivals as show whether anything trivial saves, and as few seeds as can be significant after correction for them.
 * @param {string} network @param {string} rest
 */
const realLink = (network, rest, rivals = 'search,recent,faster') =>
  `#v=4&${network}&${rest}&${seldom}&arms=control,farcaster,${rivals}&seeds=8`;

/** @typedef {'tuned' | 'tasks' | 'forecasters' | 'placebos' | 'sources' | 'fits' | 'metrics' | 'real' | 'realTuned'} Group */
/** @typedef {{ title: string, group: Group, link: string }} Experiment */

/** @type {readonly Experiment[]} */
export const experiments = [
  { group: 'tuned', title: 'Moons, gradient descent, rates tuned', link: link('tune=each') },
  { group: 'tuned', title: 'Circles, gradient descent, rates tuned', link: link('task=circles&tune=each') },
  {
    group: 'tuned',
    title: 'Spiral, gradient descent, rates tuned',
    link: link(`task=spiral&${spiral}&tune=each`, descending, 12),
  },
  { group: 'tuned', title: 'Moons, Adam, rates tuned', link: link(`${adam}&tune=each`, rivals) },
  {
    group: 'tuned',
    title: 'Circles, Adam, rates tuned',
    link: link(`task=circles&${adam}&tune=each`, rivals),
  },
  { group: 'tasks', title: 'Moons, gradient descent', link: link('') },
  { group: 'tasks', title: 'Circles, gradient descent', link: link('task=circles') },
  { group: 'tasks', title: 'Spiral, gradient descent', link: link(`task=spiral&${spiral}`) },
  { group: 'tasks', title: 'Moons, Adam', link: link(adam, rivals) },
  { group: 'tasks', title: 'Circles, Adam', link: link(`task=circles&${adam}`, rivals) },
  { group: 'tasks', title: 'Spiral, Adam', link: link(`task=spiral&${spiral}&${adam}`, rivals) },
  { group: 'tasks', title: 'Fashion-MNIST, Adam, mini-batches', link: link(fashion, images, 8) },
  {
    group: 'forecasters',
    title: 'Moons, other forecasters',
    link: link('', `columns,points,introspection,wnn,${descending}`),
  },
  {
    group: 'placebos',
    title: 'Moons, Adam, moments zeroed at jumps',
    link: link(`${adam}&state=zero-moments`, `random,surgery,${rivals}`),
  },
  {
    group: 'placebos',
    title: 'Moons, Adam, state kept',
    link: link(adam, `random,surgery,${rivals}`),
  },
  {
    group: 'placebos',
    title: 'Moons, gradient descent, random jumps',
    link: link('', `random,${descending}`),
  },
  { group: 'sources', title: 'In-run', link: link('') },
  { group: 'sources', title: 'Transfer', link: link('source=transfer') },
  { group: 'sources', title: 'Transfer, as far as 200 snapshots', link: link('source=transfer&reach=200') },
  { group: 'sources', title: 'Oracle (upper bound, no result)', link: link('source=oracle') },
  { group: 'fits', title: 'L1, two columns', link: link('fit=absolute') },
  { group: 'fits', title: 'Huber, two columns', link: link('fit=huber') },
  {
    group: 'fits',
    title: 'L1 with L_grad R3, λ = 0.1 (our reading)',
    link: link('fit=absolute&penalty=shrinking'),
  },
  { group: 'fits', title: 'Least squares, per layer', link: link('groups=layer') },
  { group: 'metrics', title: 'Moons, by validation loss', link: link('metric=validation') },
  {
    group: 'metrics',
    title: 'Spiral, by validation loss',
    link: link(`task=spiral&${spiral}&metric=validation`),
  },
  {
    group: 'metrics',
    title: 'Moons, Adam, by validation loss',
    link: link(`${adam}&metric=validation`, rivals),
  },
  {
    group: 'real',
    title: 'Decoder on Moby-Dick, AdamW with warm-up and cosine',
    link: realLink(decoder, `optimizer=adamw&lr=0.003&batch=16&steps=600&${fineTuned}`),
  },
  {
    group: 'real',
    title: 'Decoder on Moby-Dick, by validation loss',
    link: realLink(decoder, `optimizer=adamw&lr=0.003&batch=16&steps=600&${fineTuned}&metric=validation`),
  },
  {
    group: 'real',
    title: 'Small decoder on Moby-Dick, Adam, rates tuned',
    link: realLink(`${decoder}&width=16&blocks=1`, 'optimizer=adam&lr=0.003&tune=each&batch=16&steps=300'),
  },
  {
    group: 'real',
    title: 'Convolutional network on Fashion-MNIST, momentum',
    link: realLink(cnn, 'optimizer=momentum&lr=0.02&batch=64&steps=600'),
  },
  {
    group: 'real',
    title: 'Convolutional network on Fashion-MNIST, Adam',
    link: realLink(cnn, 'optimizer=adam&lr=0.003&batch=64&steps=600'),
  },
  {
    group: 'real',
    title: 'Convolutional network on Fashion-MNIST, by validation loss',
    link: realLink(cnn, 'optimizer=adam&lr=0.003&batch=64&steps=600&metric=validation'),
  },
  {
    group: 'real',
    title: 'Encoder on centuries of speeches, AdamW with warm-up and cosine',
    link: realLink(encoder, `optimizer=adamw&lr=0.005&batch=32&steps=400&${regularised}`),
  },
  {
    group: 'real',
    title: 'Encoder on centuries of speeches, by validation loss',
    link: realLink(encoder, `optimizer=adamw&lr=0.005&batch=32&steps=400&${regularised}&metric=validation`),
  },
  {
    group: 'realTuned',
    title: 'Small convolutional network on Fashion-MNIST, Adam',
    link: realLink(
      `${cnn}&filters=4,8`,
      'optimizer=adam&lr=0.003&tune=each&batch=64&steps=200',
      'search,faster',
    ),
  },
  {
    group: 'realTuned',
    title: 'Small decoder on Moby-Dick, AdamW',
    link: realLink(
      `${decoder}&width=16&blocks=1`,
      `optimizer=adamw&lr=0.003&tune=each&batch=16&steps=300&${fineTuned}`,
      'search,faster',
    ),
  },
  {
    group: 'realTuned',
    title: 'Encoder on centuries of speeches, AdamW',
    link: realLink(
      encoder,
      `optimizer=adamw&lr=0.005&tune=each&batch=32&steps=300&${regularised}`,
      'search,faster',
    ),
  },
];

export const sweep = {
  title: 'Is it just a bigger learning rate?',
  link: '#v=3&steps=1500&arms=control,farcaster,search,recent,faster,momentum&seeds=8&sweep=learningRate&values=0.1,0.3,1,2,3&target=0.02',
};
