import { figure, percent } from '../language/date';
import { type Strand, strands } from '../language/strands';
import type { Overview } from './overview';
import { byGrade, type Cell, cellOf, placeOf } from './place';
import { t } from './words';

type Skills = Overview['skills'];

/** Strands by grades: how many of those who practised know it, by shade, by height and in figures. */
export function Heat({ skills }: { skills: Skills }) {
  const grades = byGrade(skills);
  const rows = ([...strands, 'other'] as const).filter((strand) =>
    skills.some((skill) => placeOf(skill).strand === strand),
  );
  return (
    <div class="scroll" role="region" aria-label={t('heat.title')} tabIndex={0}>
      <table class="heat">
        <thead>
          <tr>
            <th scope="col">{t('heat.strand')}</th>
            {grades.map(([grade]) => (
              <th key={grade} scope="col">
                {gradeName(grade)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((strand) => (
            <tr key={strand}>
              <th scope="row">{t(`strand.${strand}`)}</th>
              {grades.map(([grade, of]) => (
                <Square key={grade} cell={cellOf(inStrand(of, strand))} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How a grade is called; 0 is none. */
export const gradeName = (grade: number): string =>
  grade ? t('heat.grade', { n: figure(grade) }) : t('heat.noGrade');

const inStrand = (skills: Skills, strand: Strand): Skills =>
  skills.filter((skill) => placeOf(skill).strand === strand);

function Square({ cell: { skills, shown, share } }: { cell: Cell }) {
  if (skills === 0) return <td class="none">–</td>;
  if (share === null) return <td class="unknown">{t('hidden')}</td>;
  return (
    <td class="known" style={{ '--share': share }}>
      <strong>{percent(share)}</strong>
      <small>{t('heat.shown', { shown: figure(shown), skills: figure(skills) })}</small>
    </td>
  );
}
