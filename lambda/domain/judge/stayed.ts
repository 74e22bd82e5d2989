/** Whether statements left something in the database after the connection ended. */
export type Stayed = 'no' | 'perhaps' | 'yes';

/** The stronger of two. */
export function more(one: Stayed, other: Stayed): Stayed {
  if (one === 'yes' || other === 'yes') return 'yes';
  return one === 'perhaps' || other === 'perhaps' ? 'perhaps' : 'no';
}

/** The same answer for every way that it can have gone, else `perhaps`. */
export function agreed(answers: readonly Stayed[]): Stayed {
  const [first] = answers;
  return first !== undefined && answers.every((answer) => answer === first) ? first : 'perhaps';
}
