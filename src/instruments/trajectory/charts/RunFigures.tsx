/** What all charts of recorded runs are given, and the charts with one plot: errors, coefficients, losses. */
import { useMemo } from 'react';
import { subjectArm } from '../../../experiment/arms.ts';
import { methodLabel, stepsText } from '../../../record/recorded/words.ts';
import type { Method } from '../../../record/recorded/report.ts';
import type { Analysed } from '../../../store/recorded/recorded.ts';
import type { FigureSubject } from '../../../ui/charts/export/figure-files.ts';
import type { Reading } from '../../../ui/charts/explore/Explored.tsx';
import { Band, Clip, Curve, Ends, XUnit } from '../../../ui/charts/drawing/marks.tsx';
import { bandPath, linePath } from '../../../ui/charts/drawing/paths.ts';
import { PlotFigure } from '../../../ui/charts/PlotFigure.tsx';
import { GroupPick } from '../../../ui/charts/WhosePick.tsx';
import { ExplainPanel } from '../../../ui/help/ExplainPanel.tsx';
import { series } from '../../../ui/primitives/arms.ts';
import { constant } from '../../../ui/primitives/cell.ts';
import { compact, fixed } from '../../../ui/primitives/numbers.ts';
import { coefficientsTable, errorTable, lossesTable } from '../view/tables.ts';
import { coefficientsView, errorView, type LossesView } from '../view/view.ts';

export interface RunChartProps {
  readonly analysed: Analysed;
  /** What its files are named after. */
  readonly of: FigureSubject;
}

export const useSummary = (summary: string) => useMemo(() => constant({ summary }), [summary]);

const lookOf = (method: Method) => ({ ...series[method], label: methodLabel(method) });

const ahead = (horizon: number): string => `${stepsText(horizon)} steps ahead`;

export function ErrorChart({ analysed, of }: RunChartProps) {
  const view = useMemo(() => errorView(analysed), [analysed]);
  const { rows, methods, yDomain, summary } = view;
  const end = rows.at(-1)?.horizon ?? 1;
  const rowAt = (at: number) => rows.find(({ horizon }) => horizon === at);
  return (
    <PlotFigure
      title="Error by horizon"
      area="run-error"
      of={of}
      view={useSummary(summary)}
      help={<ExplainPanel what="run-error" />}
      axis={{ domain: [Math.min(0, end), end], places: rows.map(({ horizon }) => horizon) }}
      read={(at) =>
        methods.toReversed().flatMap((method): Reading[] => {
          const y = rowAt(at)?.mae[method];
          return y === undefined ? [] : [{ ...lookOf(method), text: compact(y), y }];
        })
      }
      place={(at) => `${ahead(at)}, ${rowAt(at)?.forecasts ?? 0} forecasts`}
      idle="mean absolute error over all weights"
      empty={rows.length === 0 ? 'No forecast has a later checkpoint to compare with.' : null}
      table={() => errorTable(view)}
      allRows
      tall
      frame={{ yDomain, logY: true, names: methods.map(methodLabel) }}
      marks={(scales) => (
        <>
          <XUnit scales={scales}>steps ahead</XUnit>
          <Clip scales={scales}>
            {methods.map((method) => (
              <Curve
                key={method}
                {...lookOf(method)}
                width={method === subjectArm ? 2.2 : 1.5}
                d={linePath(
                  rows,
                  ({ horizon }) => scales.x(horizon),
                  ({ mae }) => scales.y(mae[method] ?? NaN),
                )}
              />
            ))}
          </Clip>
          <Ends
            scales={scales}
            ends={methods.flatMap((method) => {
              const y = rows.at(-1)?.mae[method];
              return y === undefined || !Number.isFinite(y)
                ? []
                : [{ key: method, text: methodLabel(method), color: series[method].color, x: end, y }];
            })}
          />
        </>
      )}
    />
  );
}

interface CoefficientsChartProps extends RunChartProps {
  readonly group: number;
  readonly onGroup: (group: number) => void;
}

const fitted = series[subjectArm].color;

export function CoefficientsChart({ analysed, of, group, onGroup }: CoefficientsChartProps) {
  const view = useMemo(() => coefficientsView(analysed, group), [analysed, group]);
  const { groups, rows, lines, closed, yDomain, summary } = view;
  const end = rows.at(-1)?.horizonSteps ?? 1;
  return (
    <PlotFigure
      title="Coefficients"
      area="run-coefficients"
      of={of}
      view={useSummary(summary)}
      help={<ExplainPanel what="run-coefficients" />}
      picks={
        <GroupPick
          groups={groups.map((name) => ({ name }))}
          group={groups[group]}
          what="coefficients are drawn"
          onGroup={onGroup}
        />
      }
      axis={{ domain: [0, end], places: rows.map(({ horizonSteps }) => horizonSteps) }}
      read={(at) => {
        const row = rows.find(({ horizonSteps }) => horizonSteps === at);
        return lines.flatMap(({ name, of: valueOf }): Reading[] => {
          const y = row === undefined ? undefined : valueOf(row.median);
          return y === undefined ? [] : [{ label: name, color: fitted, text: fixed(y, 4), y }];
        });
      }}
      place={ahead}
      idle={
        closed === null
          ? 'medians over forecasts'
          : `dashed: closed form, r ≈ ${fixed(closed.rate, 5)} a step`
      }
      table={() => coefficientsTable(view)}
      allRows
      frame={{ yDomain, names: lines.map(({ name }) => name) }}
      marks={(scales) => {
        const x = ({ horizonSteps }: { readonly horizonSteps: number }): number => scales.x(horizonSteps);
        return (
          <>
            <XUnit scales={scales}>steps ahead</XUnit>
            <Clip scales={scales}>
              {lines.map(({ name, of: valueOf, closed: closedOf }) => (
                <g key={name}>
                  {closedOf !== null && (
                    <Band
                      color={fitted}
                      d={bandPath(rows, x, ({ low, high }) => [
                        scales.y(valueOf(low)),
                        scales.y(valueOf(high)),
                      ])}
                    />
                  )}
                  <Curve color={fitted} d={linePath(rows, x, ({ median }) => scales.y(valueOf(median)))} />
                  {closedOf !== null && closed !== null && (
                    <Curve
                      color="var(--ink)"
                      dash="3 3"
                      width={1.2}
                      d={linePath(
                        closed.rows.map((form, i) => [rows[i]!, form] as const),
                        ([row]) => x(row),
                        ([, form]) => scales.y(closedOf(form)),
                      )}
                    />
                  )}
                </g>
              ))}
            </Clip>
            <Ends
              scales={scales}
              ends={lines.flatMap(({ name, of: valueOf }) => {
                const y = rows.length === 0 ? NaN : valueOf(rows.at(-1)!.median);
                return Number.isFinite(y) ? [{ key: name, text: name, color: fitted, x: end, y }] : [];
              })}
            />
          </>
        );
      }}
    />
  );
}

/** Colours of runs: ink for the first, lighter for further ones. */
const shadeOf = (run: number): string => ['var(--ink)', 'var(--ink-soft)', 'var(--ink-faint)'][run % 3]!;

export function LossesChart({ view, of }: { readonly view: LossesView; readonly of: FigureSubject }) {
  const { curves, xDomain, yDomain, logarithmic, summary } = view;
  const places = [...new Set(curves.flatMap(({ points }) => points.map(([step]) => step)))];
  return (
    <PlotFigure
      title="Recorded losses"
      area="run-losses"
      of={of}
      view={useSummary(summary)}
      help={<ExplainPanel what="run-losses" />}
      axis={{ domain: xDomain, places }}
      read={(at) =>
        curves.flatMap(({ name, run, points }): Reading[] => {
          const y = points.find(([step]) => step === at)?.[1];
          return y === undefined ? [] : [{ label: name, color: shadeOf(run), text: compact(y), y }];
        })
      }
      place={(at) => `step ${stepsText(at)}`}
      idle="as they came with the files"
      table={() => lossesTable(view)}
      frame={{ yDomain, logY: logarithmic, names: curves.slice(0, 6).map(({ name }) => name.slice(-16)) }}
      marks={(scales) => (
        <>
          <XUnit scales={scales}>steps</XUnit>
          <Clip scales={scales}>
            {curves.map(({ name, run, isValidation, points }) => (
              <Curve
                key={name}
                color={shadeOf(run)}
                dash={isValidation ? '5 3' : null}
                width={1.4}
                d={linePath(
                  points,
                  ([step]) => scales.x(step),
                  ([, value]) => scales.y(value),
                )}
              />
            ))}
          </Clip>
          <Ends
            scales={scales}
            ends={curves.slice(0, 6).map(({ name, run, points }) => ({
              key: name,
              text: name.length > 16 ? `…${name.slice(-15)}` : name,
              color: shadeOf(run),
              x: points.at(-1)![0],
              y: points.at(-1)![1],
            }))}
          />
        </>
      )}
    />
  );
}
