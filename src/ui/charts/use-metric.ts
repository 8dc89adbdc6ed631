/** What the losses on screen are called. */
import { metricName, metricTitle } from '../../experiment/metric-words.ts';
import { useAppState } from '../app/ui-context.ts';

/** "training loss" */
export const useMetricName = (): string => useAppState(({ run, draft }) => metricName(run?.spec ?? draft));

/** "Training loss" */
export const useMetricTitle = (): string => useAppState(({ run, draft }) => metricTitle(run?.spec ?? draft));
