/** How a run that was saved from the page is analysed: as the experiment that it is of forecasts. */
import { forecastPlan } from '../../core/forecast/forecast-plan.ts';
import type { ExperimentSpec } from '../../experiment/fields.ts';
import { anchorsOf } from '../agenda.ts';
import { recordedFields, type RecordedSettings } from './settings.ts';

export function settingsOfExperiment(spec: ExperimentSpec): RecordedSettings {
  const own = Object.fromEntries(recordedFields.map((name) => [name, spec[name]])) as Omit<
    RecordedSettings,
    'anchors'
  >;
  return { ...own, anchors: anchorsOf(spec, forecastPlan(spec).windowSteps) };
}
