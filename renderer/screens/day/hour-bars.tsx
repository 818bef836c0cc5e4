import type { DayView } from '../../../shared/views.ts';
import { moneyWords } from '../../parts/money-text.tsx';
import { useWords } from '../../words.ts';

type Hours = DayView['hours'];

const chartWidth = 480;
const chartHeight = 120;
const labelHeight = 20;

/** A day of few hours has slim bars too. */
const fewestBars = 8;

/** Takings by the hour, from the first to the last that had any; read out as a list. */
export function HourBars({ hours }: { readonly hours: Hours }) {
  const say = useWords();
  const shown = withoutEdges(hours);
  const highest = shown.reduce(
    (most, { amount }) => (BigInt(amount.minor) > most ? BigInt(amount.minor) : most),
    1n,
  );
  const step = chartWidth / Math.max(fewestBars, shown.length);
  return (
    <figure className="hours">
      <figcaption className="table-caption">{say('report.hours')}</figcaption>
      <svg viewBox={`0 0 ${chartWidth} ${chartHeight + labelHeight}`} aria-hidden="true">
        {shown.map(({ hour, amount }, index) => {
          const height = share(amount.minor, highest) * chartHeight;
          return (
            <g key={hour}>
              <rect
                className="hour-bar"
                x={index * step + step * 0.15}
                y={chartHeight - height}
                width={step * 0.7}
                height={height}
              />
              <text
                className="hour-label"
                x={index * step + step / 2}
                y={chartHeight + labelHeight - 4}
                textAnchor="middle"
              >
                {hour}
              </text>
            </g>
          );
        })}
      </svg>
      <ul className="heard-only">
        {shown.map(({ hour, count, amount }) => (
          <li key={hour}>{say('report.hour', { hour, count, amount: moneyWords(amount, true) })}</li>
        ))}
      </ul>
    </figure>
  );
}

/** Of the highest bar; an hour that gave back more than it took has none. */
function share(minor: string, highest: bigint): number {
  const amount = BigInt(minor);
  return amount <= 0n ? 0 : Number((amount * 1000n) / highest) / 1000;
}

function withoutEdges(hours: Hours): Hours {
  const first = hours.findIndex(({ count }) => count > 0);
  const last = hours.findLastIndex(({ count }) => count > 0);
  return first < 0 ? [] : hours.slice(first, last + 1);
}
