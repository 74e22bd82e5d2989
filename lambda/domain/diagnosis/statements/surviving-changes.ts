/** Whether changes of statements are still in the database after the connection ended. */
export type Survives = 'no' | 'perhaps' | 'yes';

/** The stronger of two answers. */
export function strongerOf(one: Survives, other: Survives): Survives {
  if (one === 'yes' || other === 'yes') return 'yes';
  return one === 'perhaps' || other === 'perhaps' ? 'perhaps' : 'no';
}

/** The answer if all possibilities give the same one, else `perhaps`. */
export function commonAnswer(answers: readonly Survives[]): Survives {
  const [first] = answers;
  return first !== undefined && answers.every((answer) => answer === first) ? first : 'perhaps';
}
