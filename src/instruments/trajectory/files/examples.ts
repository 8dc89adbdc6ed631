/** Recorded runs that come with the page; scripts/recorded/examples.mjs makes their files. */
import type { Example } from '../../../store/recorded/example.ts';

export const examples: readonly Example[] = [
  {
    title: 'Digits in PyTorch',
    words: 'Nine seeds of a convolutional network by Adam, 16 checkpoints each, as torch.save wrote them.',
    path: 'data/runs/digits-pytorch.zip',
    bytes: 522566,
    sha256: '6aec43819bc6c53db4775d5f80e2b54d4c3a0aa54188e7bb113a2911b06bf674',
  },
  {
    title: 'Moons from this page',
    words: 'Nine seeds by plain gradient descent, as “Save the trajectory” wrote them.',
    path: 'data/runs/moons.zip',
    bytes: 468674,
    sha256: 'c4e8983d5c57e739f1d4bb0b62aafd933f55fb319eed62b62701b967144f2423',
  },
];
