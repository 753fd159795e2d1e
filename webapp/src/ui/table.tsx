import type { ComponentChildren } from 'preact';
import './table.css';

/** A column: its head, and what it shows of a row. */
export interface Column<Row> {
  head: ComponentChildren;
  cell(row: Row): ComponentChildren;
  /** A class of its own for head and cells; `count` sets figures below each other. */
  style?: string;
}

interface TableProps<Row> {
  /** What the table is about, for who hears it; it can be scrolled sideways by keyboard. */
  label: string;
  /** The first column names the row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  name(row: Row): string | number;
  style?: string;
}

/** A table that scrolls inside itself where the screen is narrower. */
export function Table<Row>({ label, columns, rows, name, style }: TableProps<Row>) {
  return (
    <div class={style ? `scroll ${style}` : 'scroll'} role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ head, style }, i) => (
              <th key={i} scope="col" class={style}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={name(row)}>
              {columns.map(({ cell, style }, i) =>
                i === 0 ? (
                  <th key={i} scope="row" class={style}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={i} class={style}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
