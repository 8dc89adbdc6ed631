/** The name of an experiment's metric, wherever it is shown. */
import { fields, type ExperimentSpec } from './fields.ts';

type Measured = Pick<ExperimentSpec, 'metric'>;

/** "training loss", "validation loss", "test loss". */
export const metricName = ({ metric }: Measured): string => fields.metric.options[metric];

/** Within a sentence, where "loss" alone means the training loss. */
export const lossWord = (spec: Measured): string => (spec.metric === 'training' ? 'loss' : metricName(spec));

/** The full name at the start of a sentence or of a title. */
export const metricTitle = (spec: Measured): string => {
  const name = metricName(spec);
  return name.charAt(0).toUpperCase() + name.slice(1);
};
