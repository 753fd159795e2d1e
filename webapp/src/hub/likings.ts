/** What may be liked, by the names of pictures; word problems may be about it. */
export const likings = ['ball', 'kite', 'drum', 'boat', 'fish', 'bird', 'cat', 'horse', 'flower', 'tree', 'star', 'mango'] as const; // prettier-ignore

/** Most interests of a learner; the hub takes no more. */
export const mostLikings = 6;
