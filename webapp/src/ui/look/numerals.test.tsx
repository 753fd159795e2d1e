import { Fragment } from 'preact';
import renderToString from 'preact-render-to-string';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Prose } from '../../language/prose';
import { stubPage } from '../../testing/page';
import { choose } from './look';
import { useNumerals, written } from './numerals';

beforeAll(stubPage);
afterEach(() => {
  choose('digits', 'western');
  choose('grouping', 'ungrouped');
});

describe('a number as it is written', () => {
  it.each([
    ['125000', 'western', 'ungrouped', '125000'],
    ['125000', 'western', 'lakhs', '1,25,000'],
    ['125000', 'western', 'thousands', '125,000'],
    ['12500000', 'western', 'lakhs', '1,25,00,000'],
    ['1000 + 999 = 1999', 'western', 'lakhs', '1,000 + 999 = 1,999'],
    ['0.12345', 'western', 'thousands', '0.12345'],
    ['1234.5678', 'western', 'thousands', '1,234.5678'],
    ['1,25,000', 'western', 'lakhs', '1,25,000'],
    ['7:35', 'urdu', 'ungrouped', '۷:۳۵'],
    ['3/4', 'urdu', 'ungrouped', '۳/۴'],
    ['125000', 'urdu', 'lakhs', '۱,۲۵,۰۰۰'],
    ['کتنے ہیں؟', 'urdu', 'lakhs', 'کتنے ہیں؟'],
  ] as const)('%s, %s, %s', (text, digits, grouping, want) => {
    expect(written(text, { digits, grouping })).toBe(want);
  });
});

describe('numbers on a learner’s screen', () => {
  function Learners() {
    const key = useNumerals();
    return (
      <div key={key} data-value="5000">
        <Prose text="2500 + 2500 = ▢" />
        <Fragment>{7}</Fragment>
        <svg aria-label="5000">
          <text>{['10', 20]}</text>
        </svg>
        <span data-hour={12} />
      </div>
    );
  }

  it('follow the choice everywhere, and the values behind them do not', () => {
    choose('digits', 'urdu');
    choose('grouping', 'lakhs');
    const html = renderToString(<Learners />);
    expect(
      html
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ).toBe('۲,۵۰۰ + ۲,۵۰۰ = ▢ ۷ ۱۰۲۰');
    expect(html).toContain('dir="ltr"');
    expect(html).toContain('data-value="5000"');
    expect(html).toContain('data-hour="۱۲"');
  });

  it('are as they are without a choice', () => {
    expect(renderToString(<Learners />)).toContain('2500 + 2500');
  });
});
