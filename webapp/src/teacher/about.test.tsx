import renderToString from 'preact-render-to-string';
import { beforeAll, describe, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { About, because, belief, reflection } from './about';
import { parsePupil, type Pupil, type Skill } from './pupil';

const day = 8_640_000;
const skill = {
  skill: 'add-within-10',
  level: 'familiar',
  p: 0.8,
  known: 0.6,
  answers: 9,
  sure: true,
  ready: false,
  needs: ['count-to-10'],
  due: 102 * day,
  decision: 'none',
  reasons: [
    { family: 'lately', value: 0.6, count: 9 },
    { family: 'needed', value: -0.4, count: 1 },
    { family: 'time', value: -0.1, count: 2 },
    { family: 'difficulty', value: 0.5, count: 0 },
    { family: 'help', value: 0, count: 3 },
    { family: 'little', value: 0, count: 2 },
  ],
};
const sitting = {
  session: 'hub/3/9/ministry/1',
  device: 3,
  card: 'me',
  owner: 'me',
  first: 100 * day,
  last: 100 * day + 6000,
  answers: 5,
  correct: 4,
};
const body = {
  now: 100 * day,
  learner: { id: 'me', name: '<i>Amina</i> Bibi', animal: 'owl', wave: 1, grade: 2, language: 'en' },
  answers: 9,
  correct: 7,
  skills: [skill],
  sessions: [sitting],
  observed: [
    {
      observation: 'h/0/1/ministry/7',
      at: 100 * day,
      skill: 'add-within-10',
      outcome: 'right',
      means: 'oral',
      weight: 3,
    },
    { observation: 'x', at: 1, skill: 'add-within-10', outcome: 'unheard of', means: 'oral', weight: 3 },
  ],
  helps: [
    { at: 100 * day, what: 'wrong add-within-10' },
    { at: 99 * day, what: 'idle' },
  ],
  words: {
    skills: {
      'add-within-10': { title: { en: 'Add up to 10', ur: '10 تک جمع' } },
      'count-to-10': { title: { en: 'Count to 10', ur: '10 تک گننا' } },
    },
    misconceptions: {},
  },
};
const page = (changes: object = {}): Pupil => parsePupil({ ...body, ...changes })!;
const html = (pupil: Pupil): string => renderToString(<About pupil={pupil} change={async () => undefined} />);
const believed = (changes: object): string => belief({ ...page().skills[0]!, ...changes } as Skill);

beforeAll(stubPage);

describe('a learner’s page', () => {
  it('is read as the hub writes it', () => {
    expect(page()).toMatchObject({ id: 'me', answers: 9, sessions: [sitting] });
    expect(page().skills[0]).toMatchObject({ skill: 'add-within-10', needs: ['count-to-10'], sure: true });
  });

  it('says what a teacher saw, with a way back', () => {
    expect(page().observed).toHaveLength(1);
    const seen = /<div class="decided seen">.*?<\/div>/s.exec(html(page()))?.[0];
    expect(seen).toContain('Showed it to me');
    expect(seen).toContain('counts like 3 answers');
    expect(seen).toContain('Take back');
    expect(html(page({ observed: [] }))).not.toContain('decided seen');
  });

  it.each([null, [], {}, { ...body, now: 'x' }, { ...body, learner: null }, { ...body, skills: null }])(
    'is not %j',
    (value) => expect(parsePupil(value)).toBeNull(),
  );

  it('leaves out what it cannot read and shows the rest', () => {
    const read = page({
      skills: [
        { ...skill, level: 'flying' },
        5,
        { ...skill, decision: 'maybe', reasons: [{ family: 'luck' }, null] },
      ],
      sessions: [{ ...sitting, card: 5 }, null, sitting],
    });
    expect(read.skills).toHaveLength(1);
    expect(read.skills[0]).toMatchObject({ decision: 'none', reasons: [] });
    expect(read.sessions).toEqual([sitting]);
  });

  it('tells no belief while the answers are few', () => {
    expect(believed({ answers: 0 })).toBe('not met yet');
    expect(believed({ sure: false, known: 0.99 })).toBe('not sure yet');
    expect(believed({ known: 0.9, level: 'proficient' })).toBe('very likely known · proficient');
    expect(believed({ known: 0.5 })).toBe('not sure yet: could be either way · familiar');
    expect(believed({ known: 0.79 })).toBe('not sure yet: could be either way · familiar');
    expect(believed({ known: 0.1, level: 'attempted' })).toBe('very likely not yet known · begun');
  });

  it('gives reasons in six families, with what each counts', () => {
    const told = page().skills[0]!.reasons.map((reason) => because(reason, page().skills[0]!, page().words));
    expect(told).toEqual([
      'This skill lately: 9 answers · speaks for knowing',
      'Other skills; needed and not firm yet: Count to 10 · speaks against knowing',
      'Time since the last answer: 2 days · hardly counts',
      'How hard these items are for anyone · speaks for knowing',
      'Help used in 3 answers: right after help proves nothing',
      'Little data: 2 more answers before we are sure',
    ]);
  });

  it('tells pace and days once there are some', () => {
    const lately = { met: 10, came: 8, answers: 50, right: 40, steady: 1 };
    expect(html(page({ lately }))).toContain(
      'Came on 8 of the last 10 days the class met · 40 right of 50 answers on the last days · 1 new skill in ten days',
    );
    expect(html(page())).not.toContain('Came on');
  });

  it('shows a name as text, a review in days, and nothing to take back', () => {
    const shown = html(page());
    expect(shown).toContain('&lt;i>Amina');
    expect(shown).toContain('review in 2 days');
    expect(shown).not.toContain('undo');
    expect(shown.replace(/<[^>]*>/g, '')).toMatch(/Help given.*Add up to 10.*was quiet/);
  });

  it('offers one tap to take back a decision and a session given away', () => {
    const shown = html(
      page({ skills: [{ ...skill, decision: 'pin' }], sessions: [{ ...sitting, owner: '' }] }),
    );
    expect(shown).toContain('Your word: Practise next');
    expect(shown).toContain('Counts for nobody');
    expect(shown.match(/undo/g)).toHaveLength(2);
    expect(html(page({ skills: [], sessions: [] }))).toContain('No answers at a tablet today.');
  });

  it('speaks Urdu throughout', async () => {
    await inLanguage('ur');
    const shown = html(
      page({ learner: { ...body.learner, name: 'آمنہ' }, skills: [{ ...skill, decision: 'block' }] }),
    );
    const words = shown.replace(/<[^>]*>/g, '');
    expect(words).toMatch(/[؀-ۿ]/);
    expect(words).not.toMatch(/[a-z]/i);
    await inLanguage('en');
  });
});

describe('what a learner said of a sitting', () => {
  it('is told in words, with what helped only when that was said', async () => {
    const of = (said: object) => parsePupil({ ...body, said })!.said!;
    expect(reflection(of({ at: 100 * day, feeling: 3, helped: 2 }))).toContain(
      'it went well, a hint helped · ',
    );
    expect(reflection(of({ at: 100 * day, feeling: 1, helped: 0 }))).toContain('Last said: it was hard · ');
    expect(parsePupil({ ...body, said: { at: 1, feeling: 9, helped: 0 } })!.said).toBeNull();
    expect(parsePupil(body)!.said).toBeNull();
  });
});
