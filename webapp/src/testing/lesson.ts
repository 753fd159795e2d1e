type Lesson = typeof import('../learner/lesson') &
  typeof import('../learner/answering') &
  typeof import('../learner/screen') &
  typeof import('../learner/reflection');

/** Everything a child can do in a sitting and what it shows, loaded anew. */
export async function loadLesson(): Promise<Lesson> {
  const [lesson, answering, screen, reflection] = await Promise.all([
    import('../learner/lesson'),
    import('../learner/answering'),
    import('../learner/screen'),
    import('../learner/reflection'),
  ]);
  return { ...lesson, ...answering, ...screen, ...reflection };
}
