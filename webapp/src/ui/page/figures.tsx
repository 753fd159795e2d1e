import { figure, percent } from '../../language/date';
import { Plot, Share } from '../plot';
import { Table } from '../table';
import { Panel, Total, Totals } from '../totals';
import { Part } from './part';
import { t } from './words';

/** Synthetic figures. */
const weeks = [1200, 900, null, 2400, 1750, 3100, 2875, 4020].map((value, i) => ({
  label: `${i + 1}`,
  value,
}));
const schools = [
  { name: 'Killi Mehrab', share: 0.75, answers: 12_400 },
  { name: 'گاؤں نور پور', share: 0.25, answers: 880 },
  { name: 'Basti Rahim', share: null, answers: 41 },
];

export function Figures() {
  return (
    <Part title={t('figures')} style="adults">
      <Totals>
        <Total value={figure(9)} says={t('total.heard')} of={t('total.of')} />
        <Total value={figure(13_321)} says={t('total.answers')} />
        <Total value={t('hidden')} says={t('total.pupils')} />
      </Totals>
    </Part>
  );
}

export function Plots() {
  const words = { of: t('plot.week'), counts: t('plot.answers'), say: figure, hidden: t('hidden') };
  return (
    <Part title={t('plots')} style="adults">
      <Panel title={t('plot')}>
        <Plot label={t('plot')} {...words} points={weeks} empty={t('plot.empty')} />
      </Panel>
      <Panel title={t('plot')}>
        <Plot label={t('plot')} {...words} points={[]} empty={t('plot.empty')} />
      </Panel>
    </Part>
  );
}

export function Schools() {
  return (
    <Part title={t('table')} style="adults">
      <Table
        label={t('table')}
        rows={schools}
        name={({ name }) => name}
        columns={[
          { head: t('table.name'), cell: ({ name }) => <bdi>{name}</bdi> },
          {
            head: t('table.known'),
            style: 'wide',
            cell: ({ share }) => <Share share={share} say={percent} hidden={t('hidden')} />,
          },
          { head: t('plot.answers'), style: 'count', cell: ({ answers }) => figure(answers) },
        ]}
      />
    </Part>
  );
}
