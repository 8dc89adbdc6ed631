/** The experiment: every field of the table that matters now, group by group. */
import { FieldGroup } from './FieldGroup.tsx';
import css from './panel.module.css';
import { groups } from './placement.ts';

export function ExperimentPanel() {
  return (
    <aside className={css['panel']} aria-label="Experiment">
      {groups.map(([group, title]) => (
        <FieldGroup key={group} group={group} title={title} />
      ))}
    </aside>
  );
}
