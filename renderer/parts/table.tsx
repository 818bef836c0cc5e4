import type { ReactNode } from 'react';

export type Column<T> = {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: T) => ReactNode;
  readonly isAmount?: boolean;
};

export type TableProps<T> = {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly isCaptionHidden?: boolean;
};

/** Rows to read, amounts to the right. */
export function Table<T>({ caption, columns, rows, rowKey, isCaptionHidden = false }: TableProps<T>) {
  return (
    <table className="table">
      <caption className={isCaptionHidden ? 'heard-only' : 'table-caption'}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={column.isAmount ? 'amount' : undefined}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td key={column.key} className={column.isAmount ? 'amount' : undefined}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
