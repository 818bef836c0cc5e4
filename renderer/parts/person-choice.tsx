import type { PersonAtTill } from '../../shared/staff.ts';
import { useWords } from '../words.ts';
import { Choice } from './choice.tsx';

export type PersonChoiceProps = {
  readonly label: string;
  readonly people: readonly PersonAtTill[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
};

/** Somebody out of the shop's people, by name and role. */
export function PersonChoice({ label, people, chosen, onChoose }: PersonChoiceProps) {
  const say = useWords();
  return (
    <Choice
      label={label}
      options={people.map(({ id, name, role }) => ({
        value: id,
        words: say('person', { name, role: say(`role.${role}`) }),
      }))}
      value={chosen}
      onChange={onChoose}
    />
  );
}
