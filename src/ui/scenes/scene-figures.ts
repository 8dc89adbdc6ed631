/** How each chart is saved with a scene: composed here, for no instrument knows another. */
import { differenceScene } from '../../instruments/difference/scene.ts';
import { errorScene } from '../../instruments/error/scene.ts';
import { lossScene } from '../../instruments/loss/scene.ts';
import { weightsScene } from '../../instruments/weights/scene.ts';

export const sceneFigures = {
  loss: lossScene,
  weights: weightsScene,
  difference: differenceScene,
  error: errorScene,
} as const;
