import { PersonName } from '../ui/person-name';

/** The way to a learner's page. */
export function PupilLink({ row }: { row: { id: string; name: string } }) {
  return (
    <a class="to-pupil" href={`/teacher/pupil/${row.id}`}>
      <strong>
        <PersonName name={row.name} />
      </strong>
    </a>
  );
}
