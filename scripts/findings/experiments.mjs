// Owns which experiments docs/FINDINGS.md reports, as links.

const rivals = 'control,farcaster,scalar,search,endpoint,recent,quadratic,aitken,faster,decay';
const seeds = 'seeds=16';

/** @param {string} task @param {string} rest */
const trivial = (task, rest) => `#v=2&task=${task}&${rest}&arms=${rivals}&${seeds}`;

const adam = 'optimizer=adam&lr=0.01';
const spiral = 'noise=0.05&layers=16,16&steps=2000';
const fashion =
  'layers=32&activation=relu&optimizer=adam&lr=0.001&batch=64&steps=500&stride=5&warmup=100&period=101';

/** @typedef {{ title: string, group: string, link: string }} Experiment */

/** @type {readonly Experiment[]} */
export const experiments = [
  { group: 'tasks', title: 'Moons, gradient descent', link: trivial('moons', 'lr=0.3') },
  { group: 'tasks', title: 'Circles, gradient descent', link: trivial('circles', 'lr=0.3') },
  { group: 'tasks', title: 'Spiral, gradient descent', link: trivial('spiral', `${spiral}&lr=0.3`) },
  { group: 'tasks', title: 'Moons, Adam', link: trivial('moons', adam) },
  { group: 'tasks', title: 'Circles, Adam', link: trivial('circles', adam) },
  { group: 'tasks', title: 'Spiral, Adam', link: trivial('spiral', `${spiral}&${adam}`) },
  {
    group: 'tasks',
    title: 'Fashion-MNIST, Adam, mini-batches',
    link: `#v=2&task=fashion-mnist&${fashion}&arms=control,farcaster,scalar,search,faster,decay&seeds=6`,
  },
  {
    group: 'forecasters',
    title: 'Moons, other forecasters',
    link: `#v=2&arms=control,farcaster,columns,points,introspection,wnn,search&${seeds}`,
  },
  {
    group: 'placebos',
    title: 'Moons, Adam, moments zeroed at jumps',
    link: `#v=2&${adam}&state=zero-moments&arms=control,farcaster,random,surgery,faster&${seeds}`,
  },
  {
    group: 'placebos',
    title: 'Moons, Adam, state kept',
    link: `#v=2&${adam}&arms=control,farcaster,random,surgery,faster&${seeds}`,
  },
  { group: 'sources', title: 'In-run', link: `#v=2&arms=control,farcaster,search&${seeds}` },
  {
    group: 'sources',
    title: 'Transfer',
    link: `#v=2&source=transfer&arms=control,farcaster,search&${seeds}`,
  },
  {
    group: 'sources',
    title: 'Transfer, as far as 200 snapshots',
    link: `#v=2&source=transfer&reach=200&arms=control,farcaster,search&${seeds}`,
  },
  {
    group: 'sources',
    title: 'Oracle (upper bound, no result)',
    link: `#v=2&source=oracle&arms=control,farcaster,search&${seeds}`,
  },
  {
    group: 'fits',
    title: 'L1, two columns',
    link: `#v=2&fit=absolute&arms=control,farcaster,search&${seeds}`,
  },
  {
    group: 'fits',
    title: 'Huber, two columns',
    link: `#v=2&fit=huber&arms=control,farcaster,search&${seeds}`,
  },
  {
    group: 'fits',
    title: 'L1 with L_grad R3, λ = 0.1 (our reading)',
    link: `#v=2&fit=absolute&penalty=shrinking&arms=control,farcaster,search&${seeds}`,
  },
  {
    group: 'fits',
    title: 'Least squares, per layer',
    link: `#v=2&groups=layer&arms=control,farcaster,search&${seeds}`,
  },
];

export const sweep = {
  title: 'Is it just a bigger learning rate?',
  link: '#v=2&steps=1500&arms=control,farcaster,search,faster&seeds=8&sweep=learningRate&values=0.1,0.3,1,2,3&target=0.02',
};
